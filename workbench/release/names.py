"""Where releases lie and what they may be called: `data/processed/releases/NAME/`.

In: a name as a person types it. Out: the folder. A name is one word of letters, digits, dots, dashes and underscores,
so it cannot lead anywhere else; names that other systems give to devices are refused too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from workbench.errors import BadCall, ProjectError
from workbench.project import Project

RELEASE = "release.json"
CHANGES = "changes.json"  # the published figures that differ from those of the release before
NAME = re.compile(r"\w(?:[\w.-]{0,62}[\w-])?")
NOW = "now"  # what `diff` calls the project's present state
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)


def folder_of(project: Project, name: str) -> Path:
    """The folder of a release, there or not. Raises BadCall for a name that is none."""
    if not NAME.fullmatch(name) or DEVICES.fullmatch(name) or name == NOW:
        raise BadCall(
            where="release",
            found=f"the name {name!r}",
            expected=f"at most 64 letters, digits, '.', '-' and '_', beginning with a letter or digit, not {NOW!r}",
            todo="Choose another name, as in 2024-06.",
        )
    return all_of(project) / name


def existing(project: Project, name: str) -> Path:
    """The folder of a release that is there. Raises BadCall with the nearest that there is."""
    folder = folder_of(project, name)
    if not (folder / RELEASE).is_file():
        raise BadCall.unknown("release", name, names(project), where=str(all_of(project)))
    return folder


def all_of(project: Project) -> Path:
    return project.processed / "releases"


def names(project: Project) -> list[str]:
    """The releases in the order in which they were made."""
    found = [path.parent for path in all_of(project).glob(f"*/{RELEASE}") if NAME.fullmatch(path.parent.name)]
    return [folder.name for folder in sorted(found, key=lambda folder: (told(folder)["number"], folder.name))]


def told(folder: Path) -> dict[str, Any]:
    """What release.json says."""
    try:
        made: dict[str, Any] = json.loads((folder / RELEASE).read_text("utf-8"))
        made["number"] = int(made["number"])
    except (OSError, ValueError, TypeError, KeyError):
        raise ProjectError(
            where=str(folder / RELEASE),
            found="no JSON with a number in it",
            expected="what `workbench release` has written",
            todo="Take the folder away, or put the file back from a copy.",
        ) from None
    return made
