"""Taking away what the explorer shows: buttons that write an export of the chosen place or body, and link to its files.

In: frames and a state. Out: files in data/processed/export/, by `workbench.export`, and links to them: a small file is
inside its link, a larger one is told by its path. What cannot be written is told in words.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from workbench.errors import WorkbenchError
from workbench.exports import FORMATS, export
from workbench.wording import say

if TYPE_CHECKING:
    from workbench.frames import Frames

LARGEST_LINK = 1_000_000  # bytes of a file inside its link


class Away(widgets.HBox):  # type: ignore[misc]
    """`kind` chooses the format, `button` writes, `said` has the links or the reason why there are none."""

    def __init__(self, frames: Frames, folder: Path, state: Callable[[], dict[str, Any]]) -> None:
        self.frames, self.folder, self.state = frames, folder, state
        self.kind = widgets.Dropdown(options=list(FORMATS), value="csv", layout={"width": "230px"})
        self.button = widgets.Button(
            layout={"width": "auto", "flex": "0 0 auto"}
        )  # links beside it take no room
        self.said = widgets.HTML()
        self.button.on_click(lambda _: self._pressed())
        super().__init__([self.kind, self.button, self.said])
        self.follow()

    def follow(self) -> None:
        """Words in the state's language."""
        lang = self.state()["lang"]
        self.kind.description, self.button.description = (
            say("explorer.format", lang),
            say("explorer.export", lang),
        )

    def _pressed(self) -> None:
        """Told at once, for a country's archive takes a while; a second press meanwhile would write it again."""
        self.button.disabled = True
        self.said.value = f"<p>{escape(say('explorer.writing', self.state()['lang']))}</p>"
        try:
            self.write()
        finally:
            self.button.disabled = False

    def write(self) -> None:
        """The cells and the panel of the chosen body, or of the place and all in it, of the chosen year."""
        state = self.state()
        whose = {"bodies": [state["body"]]} if state["body"] else {"regions": [state["region"]]}
        tables = ["cells", "panel_body", *([] if state["body"] else ["panel_region"])]
        folder = self.folder / f"{state['body'] or state['region']}-{state['year']}"
        try:
            done = export(
                self.frames,
                folder,
                tables=tables,
                formats=[self.kind.value],
                language=state["lang"],
                years=[state["year"]],
                **whose,
            )
        except (WorkbenchError, OSError) as error:  # OSError: no room, no right to write
            self.said.value = f"<p>{escape(str(error))}</p>"
            return
        files = [path for some in done.files.values() for path in some]
        self.said.value = " · ".join(_link(path) for path in [*files, *done.about])


def _link(path: Path) -> str:
    if path.stat().st_size > LARGEST_LINK:
        return f"<code>{escape(str(path))}</code>"
    data, name = b64encode(path.read_bytes()).decode(), escape(path.name)
    address = f"data:application/octet-stream;base64,{data}"
    return f'<a style="text-decoration:underline" download="{name}" href="{address}">{name}</a>'
