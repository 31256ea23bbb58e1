"""The explorer's state: one plain record, and what can be chosen in it.

`region` or `body`, `year` and `lang` are what `workbench run` takes; the whole record, given back to the explorer,
restores it. Regions are the places with a report and all places above them, in a cascade from the nation down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.areas import name_of
from workbench.asking import place_code, year_number
from workbench.basis import values
from workbench.bodies import LEVELS, NATION, codes_above, level_of, within
from workbench.dictionary import load_measures
from workbench.errors import BadCall
from workbench.wording import LANGUAGES

if TYPE_CHECKING:
    from workbench.frames import Frames

RECEIVED = "requests.received.total"
CASCADE = ("province", "prefecture", "county", "township")
SCOPES = ("same", "consolidated", "assembled")  # same: of the chosen place, so that bases are not mixed
PEERS = ("prefecture", "province", "nation", "list", "inside")
ENOUGH_PEERS = 5  # places with a report, from which on an explorer opens with the smaller area
DEFAULT: dict[str, Any] = {
    "lang": "zh",
    "body": None,
    "since": None,
    "measure": "disclosure_rate",
    "scope": "same",
    "peers": None,
    "list": [],
    "least": 0,
    "shrunken": False,
    "report": None,
    "cell": None,
}
Place = dict[str, Any]


def start(frames: Frames, **wished: Any) -> dict[str, Any]:
    """A full state: what was wished for, else the busiest report's place and year. Raises BadCall."""
    keys = ("region", "year", *DEFAULT)
    if {"region", "year"} <= set(wished):
        wished |= {"region": place_code(wished["region"]), "year": year_number(wished["year"])}
    unknown = set(wished) - set(keys)
    if unknown:
        raise BadCall.unknown("choice", min(unknown), keys, where="explorer")
    known = {"region", "year"} <= set(wished)
    region, year = (wished["region"], wished["year"]) if known else _busiest(frames)
    state = {"region": region, "year": year, **DEFAULT, "list": [], **wished}
    if state["peers"] is None:
        state["peers"] = _near(frames, state) if region in places(frames) else "nation"
    for key, offered in choices(frames).items():
        if state[key] not in offered:
            raise BadCall.unknown(key, str(state[key]), map(str, offered), where="explorer")
    for code in state["list"]:
        if code not in places(frames):
            raise BadCall.unknown("place of the list", str(code), places(frames), where="explorer")
    if state["body"] is not None and not _is_body(frames, state["body"]):
        known_ids = frames.find(columns=["body_id"])["body_id"].unique()
        raise BadCall.unknown("body", state["body"], known_ids, where="explorer")
    return with_report(frames, state)


def with_report(frames: Frames, state: dict[str, Any]) -> dict[str, Any]:
    """The state with a report that its place or body and year have, the one named or the first; and no strange cell."""
    known = list(reports_of(frames, state))
    report = state["report"] if state["report"] in known else next(iter(known), None)
    return {**state, "report": report, "cell": state["cell"] if report == state["report"] else None}


def moved(frames: Frames, state: dict[str, Any], id_: str) -> dict[str, Any]:
    """The state after a click on a dot: a place becomes the region, a body the body."""
    if id_ in places(frames):
        return with_report(frames, {**state, "region": id_, "body": None})
    return with_report(frames, {**state, "body": id_})


def of_report(frames: Frames, state: dict[str, Any], report: str) -> dict[str, Any]:
    """The state after a click on a point of the funnel: that report, with its place, or its body if one was chosen."""
    here = frames.find(pl.col("report_id") == report, columns=["place", "body_id"])
    if here.is_empty() or here["place"][0] is None:
        return state
    place, body = here.select("place", "body_id").row(0)
    chosen = {"region": place, "body": body if state["body"] is not None else None, "report": report}
    return with_report(frames, {**state, **chosen})


def behind(frames: Frames, state: dict[str, Any], measure: str) -> dict[str, Any]:
    """The state after a click on a block of the results: of the cells that it is the sum of, the largest."""
    if state["report"] is None:
        return state
    cells = [cell for part in load_measures()[measure].numerator for cell in part.cells]
    row = frames.values(pl.Series([state["report"]]), cells).row(0, named=True)
    known = [cell for cell in cells if row[cell] is not None]
    return {**state, "cell": max(known, key=row.__getitem__)} if known else state


def reports_of(frames: Frames, state: dict[str, Any]) -> dict[str, str]:
    """Title of each readable report of the body, or of the place, in the year by its id, the consolidated one first."""
    whose = (
        pl.col("place").eq(state["region"]) if state["body"] is None else pl.col("body_id").eq(state["body"])
    )
    there = whose & pl.col("year").eq(state["year"]) & pl.col("status").ne("failed")
    found = frames.find(there, columns=["report_id", "title", "path", "scope"])
    ordered = found.sort(pl.col("scope") != "consolidated", "path")
    return dict(ordered.select("report_id", pl.coalesce("title", "path")).iter_rows())


def choices(frames: Frames) -> dict[str, list[Any]]:
    """What each chooser offers; every region with every year, so that a missing report can be seen as missing."""
    years = _years(frames)
    return {
        "region": list(places(frames)),
        "year": years,
        "since": [None, *years],
        "measure": list(load_measures()),
        "scope": list(SCOPES),
        "peers": list(PEERS),
        "lang": list(LANGUAGES),
    }


def places(frames: Frames) -> dict[str, Place]:
    """Each place by its code: `name` (its own), `full` (with those above), `level`; made once for these frames."""
    made: dict[str, dict[str, Place]] = vars(frames)
    if "_explorer_places" not in made:
        above = pl.struct(one.alias(level) for level, one in codes_above().items())
        told = frames.named_places.select("place", "place_name", above=above)
        made["_explorer_places"] = {
            code: _place(code, name or name_of(code), above) for code, name, above in told.iter_rows()
        } or {NATION: _place(NATION, name_of(NATION), {})}
    return made["_explorer_places"]


def _place(code: str, full: str, above: dict[str, str | None]) -> Place:
    return {"name": full.split(" ")[-1], "full": full, "level": level_of(code), "above": above}


def chain(region: str) -> dict[str, str | None]:
    """The code of the region at each level of the cascade, by the digits of its code; None below it."""
    if region == NATION:
        return dict.fromkeys(CASCADE)
    row = pl.DataFrame({"place": [region]}).select(**codes_above()).row(0, named=True)
    return {level: row.get(level) for level in CASCADE}


def compared_places(frames: Frames, state: dict[str, Any]) -> list[str]:
    """The places of the region's level with a report of the year inside the area that `peers` names; or the list's.

    An area that is not above the region, as the prefecture of a prefecture, stands for the next one above it.
    """
    if state["peers"] == "list":
        return list(dict.fromkeys([state["region"], *state["list"]]))
    level = level_of(state["region"])
    if level == "national":
        return [NATION]
    held: dict[Any, list[str]] = vars(frames).setdefault("_explorer_there", {})
    if (asked := (state["year"], level, area := _area(state))) not in held:
        codes, inside = codes_above(), pl.lit(True) if area is None else within(area)
        seen = frames.seen.filter(inside, year=state["year"])
        there = seen if area is None else seen.filter(codes[level_of(area)] == area)
        held[asked] = there.select(codes[level]).to_series().drop_nulls().unique().sort().to_list()
    return held[asked]


def _area(state: dict[str, Any]) -> str | None:
    """The area whose places are compared; None is the nation."""
    if state["peers"] not in CASCADE:
        return None
    codes = chain(state["region"])
    named = (codes.get(level) for level in LEVELS[LEVELS.index(state["peers"]) :])
    return next((code for code in named if code not in (None, state["region"])), None)


def _near(frames: Frames, state: dict[str, Any]) -> str:
    """The smallest area with enough places to compare."""
    for area in ("prefecture", "province"):
        if len(compared_places(frames, {**state, "peers": area})) >= ENOUGH_PEERS:
            return area
    return "nation"


def below(frames: Frames, region: str, level: str) -> list[str]:
    """The places of that level inside the region, for the next chooser of the cascade."""
    if region == NATION:
        return of_level(frames, level)
    held: dict[tuple[str, str], list[str]] = vars(frames).setdefault("_explorer_below", {})
    if not held:
        for code, place in places(frames).items():
            for above in filter(None, place["above"].values()):
                held.setdefault((above, place["level"]), []).append(code)
    return held.get((region, level), [])


def of_level(frames: Frames, level: str) -> list[str]:
    """All places of that level, in the order of their codes."""
    held: dict[str, list[str]] = vars(frames).setdefault("_explorer_levels", {})
    if not held:
        for code, place in places(frames).items():
            held.setdefault(place["level"], []).append(code)
    return held.get(level, [])


def bodies_of(frames: Frames, region: str, most: int) -> dict[str, str]:
    """Name of each body inside the region by its id, as its last report has it; of more than `most` the first ones."""
    held: dict[tuple[str, int], dict[str, str]] = vars(frames).setdefault("_explorer_bodies", {})
    if (region, most) not in held:
        held[region, most] = _bodies_inside(frames, region, most)
    return held[region, most]


def _bodies_inside(frames: Frames, region: str, most: int) -> dict[str, str]:
    """The ids first: of a country's bodies only the names that are offered are read."""
    first = frames.find(*_inside(region), columns=["body_id"])["body_id"].unique().bottom_k(most)
    return _named(frames, region, pl.col("body_id").is_in(first.implode()))


def name_inside(frames: Frames, region: str, body: str) -> dict[str, str]:
    """The same of one body; empty if it is not inside the region."""
    return _named(frames, region, pl.col("body_id") == body)


def _named(frames: Frames, region: str, shown: pl.Expr) -> dict[str, str]:
    found = frames.find(*_inside(region), shown, columns=["body_id", "year", "issuer", "title"])
    last = found.sort("year", maintain_order=True).unique("body_id", keep="last", maintain_order=True)
    return dict(last.sort("body_id").select("body_id", pl.coalesce("issuer", "title", "body_id")).iter_rows())


def _inside(region: str) -> list[pl.Expr]:
    return [] if region == NATION else [within(region), codes_above()[level_of(region)] == region]


def _is_body(frames: Frames, body: str) -> bool:
    return frames.find(pl.col("body_id") == body, columns=["body_id"]).height > 0


def _years(frames: Frames) -> list[int]:
    held: dict[str, list[int]] = vars(frames)
    if "_explorer_years" not in held:
        years = frames.find(columns=["year"])["year"]
        held["_explorer_years"] = years.drop_nulls().unique().sort(descending=True).to_list()
    return held["_explorer_years"]


def _busiest(frames: Frames) -> tuple[str, int | None]:
    """Place and year of the report with most requests."""
    placed = pl.col("place").is_not_null(), pl.col("year").is_not_null()
    reports = frames.find(*placed, columns=["report_id", "place", "year"])
    if reports.is_empty():  # no report has a place yet: all that can be shown is a body, if one is named
        return NATION, max(_years(frames), default=None)
    received = values(frames, reports, [RECEIVED]).select(n=RECEIVED)
    ordered = reports.hstack(received).sort(
        "n", "year", "place", descending=[True, True, False], nulls_last=True
    )
    return ordered.select("place", "year").row(0)
