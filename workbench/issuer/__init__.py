"""Who reports, and for which place: from a report's own words to a division's code, or an honest null.

In: title, issuer as printed, first page, signature, host and year (`Told`). Out: `Place`: code in that year and now,
level, kind of body, department, scope, how sure that is and why. Below THRESHOLD the codes are null and the best guess
stands in `runner_up`: a wrong county in a table is worse than a missing one. Nothing is fetched or guessed by a model.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from workbench.divisions import LATEST, NATIONAL, Division, Divisions, divisions, level_of
from workbench.issuer.choose import SURE, Choice, choose
from workbench.issuer.kinds import Kind
from workbench.issuer.level import fits
from workbench.issuer.names import Name, read_name
from workbench.issuer.scope import scope_of, speaks_of_itself
from workbench.issuer.told import Clues, Told, find_clues
from workbench.issuer.weigh import Context

__all__ = ["THRESHOLD", "Place", "Told", "resolve"]

THRESHOLD = 0.8  # at or above it a code is given
_COMPILERS = ("made by", "publishes", "contact")
_SUBJECTS = ("work of", "subject")
_LOCAL = ("township", "street")
_DEPARTMENTS = ("department", "central")
_END, _ORGAN = 4, "(?:局|委员会|委|办公室|办|厅|中心)"  # what is left of a body's name, and what it ends with
_GONE = 0.6  # the place that is named was no more in the report's year


@dataclass(frozen=True)
class Place:
    """The `place` of a report, as the design's section 6 has it; every field may be null but for the lists."""

    code_at_year: str | None = None
    code_now: str | None = None
    level: str | None = None
    names: dict[str, str | None] = field(
        default_factory=lambda: dict.fromkeys(("province", "prefecture", "county", "township"))
    )
    kind: str | None = None
    department: str | None = None
    scope: str = "unknown"
    covers: str = "unknown"
    confidence: float = 0.0
    evidence: tuple[str, ...] = ()
    runner_up: str | None = None
    issuer: str | None = None  # the words that name the body and its place, where the report has some

    def to_json(self) -> dict[str, Any]:
        fields = {name: value for name, value in asdict(self).items() if name != "issuer"}
        return {**fields, "names": dict(self.names), "evidence": list(self.evidence)}


def resolve(told: Told, learned: frozenset[str] = frozenset()) -> Place:
    """The place that the report is of. Pure: the same words give the same place.

    `learned`: codes of places that a person gave to other reports of the same host; a hint, as the host's name is.
    """
    table, year = divisions(), told.year or LATEST
    clues = find_clues(told)
    source, head = _head(clues, table, year)
    if head.kind.level == "national":
        return _national(head)
    context = Context(clues, told.host, table, year, learned)
    choice = choose(head, source, clues, context)
    return _place(_of_its_government(head, source, choice, clues, context), choice, table, year, clues)


def _of_its_government(head: Name, source: str, choice: Choice, clues: Clues, context: Context) -> Name:
    """Offices compile the reports of their governments, and are asked about them. Where no more is told, the report is
    of the one that is its subject (2023年,大英县坚持 …), or the government's if it speaks for all."""
    kind, place = head.kind.kind, choice.place
    if kind not in ("gov", "gov_office") or source not in _COMPILERS or place is None:
        return head
    subject = _subject(place, clues, context)
    if kind == "gov":
        return replace(head, kind=Kind("gov_office")) if subject == "gov_office" else head
    scope, _ = scope_of("gov_office", level_of(place.code), clues.text, head.words)
    for_all = scope == "consolidated" or (subject == "gov" and not speaks_of_itself(clues.text))
    return replace(head, kind=Kind("gov")) if for_all else head


def _subject(place: Division, clues: Clues, context: Context) -> str | None:
    """Which of the two the report tells of: the place or its government (also as 我市), or its office."""
    told = (words for source, words in clues.names if source in _SUBJECTS)
    for name in (read_name(words, context.table, context.year) for words in told):
        ours = not name.places and name.kind.level is not None and fits(place, name.kind.level)
        if name.kind.kind in ("gov", "gov_office") and (place in name.places or ours):
            return name.kind.kind
    return None


def _head(clues: Clues, table: Divisions, year: int) -> tuple[str, Name]:
    """The first name that says what body it is; one that only says `we` waits for a better one, and one without its
    place (农业农村局) for the same with it (资溪县农业农村局).
    """
    waiting: tuple[str, Name] | None = None
    placeless: tuple[str, Name] | None = None
    for source, words in clues.names:
        name = read_name(words, table, year)
        if name.kind.kind is None and name.places and (whole := _whole(words, clues.text)):
            name = read_name(whole, table, year)
        if waiting is not None and waiting[1].kind.kind in _LOCAL and name.kind.kind not in _LOCAL:
            continue  # 我镇 is no county's bureau
        if placeless is not None:
            if name.places and words.endswith(placeless[1].words):
                return source, name
            continue
        if name.kind.kind is not None and (name.places or name.township or len(words) > 2):
            if name.places or name.township or name.kind.kind not in _DEPARTMENTS:
                return source, name
            placeless = source, name
            continue
        if waiting is None and (name.kind.kind is not None or name.places):
            waiting = source, name
    return placeless or waiting or ("", Name("", Kind(None)))


def _whole(words: str, text: str) -> str | None:
    """A body's name that was cut short, as the page prints its end elsewhere: 平利县农业农村(局) by 县农业农村局."""
    end = re.search(re.escape(words[-_END:]) + _ORGAN, text) if len(words) > _END else None
    return words[:-_END] + end[0] if end else None


def _national(head: Name) -> Place:
    kind = head.kind.kind
    scope, covers = scope_of(kind, "national", "")
    return Place(
        NATIONAL,
        NATIONAL,
        "national",
        kind=kind,
        department=None if kind == "gov_office" else head.words,
        scope=scope,
        covers=covers,
        confidence=SURE,
        evidence=(f"name: {head.words}",),
        issuer=head.words,
    )


# ------------------------------------------------------------------------------------------------ the answer


def _place(head: Name, choice: Choice, table: Divisions, year: int, clues: Clues) -> Place:
    kind = head.kind.kind or ("other" if head.places else None)
    found, rival = choice.place, choice.second.code if choice.second else None
    level = _level(head, kind, found)
    scope, covers = scope_of(kind, level, clues.text, head.words)
    place = Place(
        kind=kind,
        department=head.kind.department,
        scope=scope,
        covers=covers,
        confidence=round(choice.confidence, 2),
        evidence=choice.evidence,
        issuer=head.words if kind and (head.places or head.township) else None,
    )
    gone = (
        found is not None and clues.told.year is not None and _is_gone(_at(found, table, year), table, year)
    )
    if found is None or place.confidence < THRESHOLD or gone:
        # The words tell the level, if not the place.
        told = level if head.kind.level or head.township or kind in _LOCAL else None
        sure = min(place.confidence, _GONE) if gone else place.confidence
        return replace(
            place, confidence=sure, level=told, runner_up=found.code if found is not None else rival
        )
    code = _at(found, table, year)
    names = table.chain(code, year)
    if head.township is not None and level == "township":
        names["township"] = _printed(head.township, names["township"])
    return replace(
        place, code_at_year=code, code_now=table.now(code), level=level, names=names, runner_up=rival
    )


def _level(head: Name, kind: str | None, found: Division | None) -> str | None:
    if kind in _LOCAL and (head.township is not None or found is None):
        return "township"
    return None if found is None else level_of(found.code)


def _at(found: Division, table: Divisions, year: int) -> str:
    """The code under the name that the report prints, if that is a year old at most: a report of 2022 is written in
    January 2023, and in the year of a change some print the old name, some the new one."""
    near = found.first - 1 <= year <= found.last + 1
    return found.code if near else table.at(found.code, year)


def _is_gone(code: str, table: Divisions, year: int) -> bool:
    """Whether the place ended long before the year, and no single one followed it: 巢湖市 (341400) in 2021."""
    found = table.get(code, year)
    return found is None or year > found.last + 2


def _printed(printed: str, listed_name: str | None) -> str:
    """The township's name as its report prints it (古城回族乡 where the table has 古城乡)."""
    return printed + "道" if re.search("(?<!大)街$", printed) and listed_name == printed + "道" else printed
