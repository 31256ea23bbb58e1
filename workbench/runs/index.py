"""The index of all pages, `data/processed/pages/index.html`: one row a page, by place and year, with its
state.

Made from the manifests alone. A page is fresh, or stale since the day its rerun first failed, or there is
none because its only tries failed; the failed notebook is linked. Equal manifests give an equal index.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from markupsafe import Markup

from workbench.project import Project
from workbench.runs.changes import LANGUAGE, write_changes_page
from workbench.runs.page import nonce_of, templates
from workbench.runs.records import Manifest, all_manifests, index_path

Series = tuple[str, str | None, str]  # what a line over the years belongs to: notebook, place, language


def write_index(project: Project) -> Path:
    """Writes the index in one step and returns its path."""
    path = index_path(project)
    text = render_index(list(all_manifests(project)))
    write_changes_page(project)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(".index.html")
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)
    return path


def render_index(manifests: list[Manifest]) -> str:
    """The index of these runs, as text."""
    years = _received(manifests)
    rows = sorted((_row(manifest, years) for manifest in manifests), key=_order)
    places = {row["place"] for row in rows if row["place"]}
    template = templates().get_template("index.html.j2")
    return template.render(
        rows=rows,
        places=len(places),
        pages=sum(row["state"] != "failed" for row in rows),
        broken=sum(row["state"] != "fresh" for row in rows),
        nonce=nonce_of(rows),
    )


def _received(manifests: list[Manifest]) -> dict[Series, dict[int, float]]:
    """Requests received by year, for each notebook, place and language of which it is known."""
    found: dict[Series, dict[int, float]] = {}
    for manifest in manifests:
        run, count = manifest["run"], (manifest.get("good") or {}).get("received")
        if count is not None and run["place"] and run["year"]:
            found.setdefault(_series(run), {})[run["year"]] = count
    return found


def _series(run: dict[str, Any]) -> Series:
    return run["notebook"], run["place"], run["lang"]


def _spark(counts: dict[int, float], year: int | None) -> str:
    """A small line of requests received over the years with a dot at the row's own; nothing for a single year."""
    if len(counts) < 2 or year not in counts:
        return ""
    first, last, most = min(counts), max(counts), max(counts.values()) or 1
    at = {y: (2 + 56 * (y - first) / (last - first), 14 - 12 * n / most) for y, n in sorted(counts.items())}
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in at.values())
    told = ", ".join(f"{y}: {n:g}" for y, n in sorted(counts.items()))
    x, y = at[year]
    return Markup(
        f'<svg class="spark" viewBox="0 0 60 16"><title>{told}</title><polyline points="{line}"/>'
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="2"/></svg>'
    )


def _row(manifest: Manifest, years: dict[Series, dict[int, float]]) -> dict[str, Any]:
    run, good, failure = manifest["run"], manifest.get("good"), manifest.get("failure")
    state = "fresh" if not failure else "stale" if good else "failed"
    return {
        **{key: run[key] for key in ("place", "place_name", "year", "title", "notebook", "lang", "reports")},
        "page": good["page"] if good else None,
        "spark": _spark(years.get(_series(run), {}), run["year"]),
        "state": state,
        "since": failure["since"][:10] if failure else None,
        "error": failure["error"] if failure else None,
        "failed": f"../failed/{run['notebook']}/{run['name']}" if failure else None,
    }


def _order(row: dict[str, Any]) -> tuple[str, int, str, bool]:
    """By place, the newest year first, the languages of a page beside each other; what belongs to no place first."""
    path = row["page"] or row["failed"].removeprefix("../failed/")
    return row["place"] or "", -(row["year"] or 0), LANGUAGE.sub("", path), row["lang"] != "zh"
