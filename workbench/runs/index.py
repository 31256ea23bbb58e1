"""The index of all pages, `data/processed/pages/index.html`: one row a page, by place and year, with its
state.

Made from the manifests alone. A page is fresh, or stale since the day its rerun first failed, or there is
none because its only tries failed; the failed notebook is linked. Equal manifests give an equal index.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from workbench.project import Project
from workbench.runs.page import nonce_of, templates
from workbench.runs.records import Manifest, all_manifests, index_path


def write_index(project: Project) -> Path:
    """Writes the index in one step and returns its path."""
    path = index_path(project)
    text = render_index(list(all_manifests(project)))
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(".index.html")
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)
    return path


def render_index(manifests: list[Manifest]) -> str:
    """The index of these runs, as text."""
    rows = sorted((_row(manifest) for manifest in manifests), key=_order)
    places = {row["place"] for row in rows if row["place"]}
    template = templates().get_template("index.html.j2")
    return template.render(
        rows=rows,
        places=len(places),
        pages=sum(row["state"] != "failed" for row in rows),
        broken=sum(row["state"] != "fresh" for row in rows),
        nonce=nonce_of(rows),
    )


def _row(manifest: Manifest) -> dict[str, Any]:
    run, good, failure = manifest["run"], manifest.get("good"), manifest.get("failure")
    state = "fresh" if not failure else "stale" if good else "failed"
    return {
        **{key: run[key] for key in ("place", "place_name", "year", "title", "lang", "reports")},
        "page": good["page"] if good else None,
        "state": state,
        "since": failure["since"][:10] if failure else None,
        "error": failure["error"] if failure else None,
        "failed": f"../failed/{run['notebook']}/{run['name']}" if failure else None,
    }


def _order(row: dict[str, Any]) -> tuple[str, int, str, str]:
    """By place, the newest year first; what belongs to no place comes first."""
    return row["place"] or "", -(row["year"] or 0), row["title"], row["page"] or row["failed"]
