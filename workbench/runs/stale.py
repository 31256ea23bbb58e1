"""The mark on a published page that could not be made anew: since when, why, and where the failed notebook lies.

In: the page's file. Out: the same page with one paragraph more, in place by a rename; a good run replaces the page as a
whole. Who comes by a link of their own does not see the index, which says the same.
"""

from __future__ import annotations

import os
import re
from html import escape
from pathlib import Path
from urllib.parse import quote

from workbench.runs.words import WORDS

MARK = re.compile(r'<p class="failed" id="stale">.*?</p>\n', re.S)
BEGIN = "<main>\n"  # of what the page shows; a notebook's own markup comes after it


def mark_stale(page: Path, lang: str, *, since: str, error: str, notebook: Path | None) -> None:
    """Marks the page, or renews its mark; `notebook` is linked where the page stands beside the failed ones."""
    words = WORDS["en" if lang.startswith("en") else "zh"]
    said = f"<strong>{words['stale'].format(since)}</strong><br>{escape(error)}"
    if notebook is not None:
        away = quote(Path(os.path.relpath(notebook, page.parent)).as_posix())
        said += f'<br><a href="{away}">{words["notebook"]}</a>'
    head, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    rest = MARK.sub("", rest, count=1) if rest.startswith('<p class="failed" id="stale">') else rest
    aside = page.with_name(f".{page.name}")
    aside.write_text(f'{head}{begin}<p class="failed" id="stale">{said}</p>\n{rest}', encoding="utf-8")
    os.replace(aside, page)
