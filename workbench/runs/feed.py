"""The changes as an Atom feed (RFC 4287), `pages/feed.xml`, for whoever wants to be told and not to look.

In: the changes as the page of changes words them. Out: the feed's text. It names no address: links are relative to the
feed, and ids are tag URIs (RFC 4151) made from what they stand for, so that an entry read once is never new again.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

TAG = "tag:workbench.invalid,2026:changes"  # a name that nobody owns, as RFC 2606 keeps for this
NEVER = "2026-01-01T00:00:00+00:00"  # a feed must say when it was last changed, one without entries too
# What XML 1.0 has no way to write; a report's text may hold it.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_feed(entries: list[dict[str, Any]]) -> str:
    """The feed of these changes, newest first."""
    from workbench.runs.page import templates

    told = [_entry(entry) for entry in entries]
    text = (
        templates()
        .get_template("feed.xml.j2")
        .render(tag=TAG, updated=told[0]["at"] if told else NEVER, entries=told)
    )
    return NOT_XML.sub("\ufffd", text)


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps([entry[key] for key in ("at", "page", "changes")], sort_keys=True)
    place = " ".join(str(part) for part in (entry["place_name"], entry["year"]) if part)
    lines = [f"{zh} {en}: {before} → {after}" for zh, en, before, after in entry["rows"]]
    return {
        "id": f"{TAG}/{hashlib.sha256(content.encode()).hexdigest()[:24]}",
        "at": entry["at"],
        "page": entry["page"],
        "title": " · ".join(part for part in (place, entry["title"]) if part),
        "text": "\n".join(lines) or "新页面 new page",
    }
