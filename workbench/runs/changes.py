"""What changed in published pages, figure by figure: the list that each publishing adds to, and its page.

In come the figures that a page had and has now. Out go lines in `runs/changes.jsonl`, newest last, of which the newest
are kept, and `pages/changes.html` with `pages/feed.xml`. A page that is made anew with the same figures adds nothing.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from workbench.project import Project
from workbench.runs.records import index_path

KEPT = 2000  # changes of pages in the list: the country's counties twice
SHOWN = 300  # on the page
LANGUAGE = re.compile(r"-(zh|en)(?=\.\w+$|$)")  # in a page's name


def differences(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Measures whose value, counts or reason differ, each with both; `None` for a measure that is not there."""
    old, new = ({figure["measure"]: figure for figure in figures} for figures in (before, after))
    return [
        {"measure": measure, "before": old.get(measure), "after": new.get(measure)}
        for measure in dict.fromkeys((*old, *new))
        if old.get(measure) != new.get(measure)
    ]


def read_figures(path: Path) -> list[dict[str, Any]] | None:
    """The figures that a page was made with; None when its notebook keeps none."""
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return figures if isinstance(figures, list) else None


def add_change(project: Project, entry: dict[str, Any]) -> None:
    """Adds one page's changes to the list."""
    with _list(project).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def read_changes(project: Project) -> list[dict[str, Any]]:
    """The changes, newest first; a line that a killed run left unfinished is passed over."""
    try:
        lines = _list(project).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [entry for line in reversed(lines) if (entry := _entry(line))]


def write_changes_page(project: Project) -> Path:
    """Writes the page of changes and its feed beside the index, and shortens the list."""
    from workbench.dictionary import load_measures
    from workbench.runs.feed import render_feed
    from workbench.runs.page import templates

    entries = read_changes(project)
    if len(entries) > KEPT:
        kept = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in reversed(entries[:KEPT]))
        _replace(_list(project), kept)
    worded = [_worded(entry, load_measures()) for entry in entries[:SHOWN]]
    path = index_path(project).with_name("changes.html")
    template = templates().get_template("changes.html.j2")
    _replace(path, template.render(entries=_paired(worded)))
    _replace(path.with_name("feed.xml"), render_feed(worded))
    return path


def _paired(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries for people: what changed alike on one day in a page's languages is told once, with all its pages."""
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        alike = [entry["at"][:10], LANGUAGE.sub("", entry["page"]), entry["new"], entry["changes"]]
        one = found.setdefault(json.dumps(alike, ensure_ascii=False), {**entry, "pages": []})
        one["pages"].append({"page": entry["page"], "title": entry["title"]})
    for one in found.values():
        one["pages"].sort(key=lambda page: page["page"], reverse=True)  # zh before en
    return list(found.values())


def _worded(entry: dict[str, Any], measures: Any) -> dict[str, Any]:
    rows = []
    for change in entry["changes"]:
        measure = measures.get(change["measure"])
        name = (measure.zh, measure.en) if measure else (change["measure"], change["measure"])
        unit = measure.unit if measure else ""
        rows.append((*name, _told(change["before"], unit), _told(change["after"], unit)))
    return {**entry, "rows": rows}


def _told(figure: dict[str, Any] | None, unit: str) -> str:
    if figure is None or figure["value"] is None:
        return "—"
    value = figure["value"]
    told = f"{value:.1%}" if unit == "share" else f"{value:,.4f}".rstrip("0").rstrip(".")
    below = figure.get("denominator")
    return f"{told} ({figure['numerator']:g}/{below:g})" if below is not None else told


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "changes" in entry else None


def _list(project: Project) -> Path:
    project.runs.mkdir(parents=True, exist_ok=True)
    return project.runs / "changes.jsonl"


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)
