"""A page as pdfminer.six draws it, with what it does not tell by itself: the clip over each glyph, and its layer.

In: a page of a PDFDocument. Out: its objects in the order in which they are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTFigure, LTPage
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import stream_value
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt

from workbench.readers.document import Box

INVISIBLE = 3  # a render mode of text


class Window(NamedTuple):
    """What the clips over a glyph leave: left, bottom, right, top. It is `exact` if all of them are rectangles."""

    box: Box
    exact: bool


class Device(PDFLayoutAnalyzer):
    """Keeps each page as it is drawn. `laparams=None` here really switches the layout analysis off."""

    def __init__(self) -> None:
        super().__init__(PDFResourceManager(), laparams=None)
        self.page: LTPage
        self.invisible: set[int] = set()  # ids of glyphs without a trace: the text layer over a scan
        self.layered: set[int] = set()  # ids of glyphs in a layer, which may be switched off
        self.windows: dict[int, Window] = {}  # by the ids of glyphs
        self.window: Window | None = None
        self.forms_of_layers = 0
        self._tags: list[bool] = []
        self._mode = 0

    def draw(self, source: PDFPage) -> LTPage:
        """The page; what is said of its glyphs stands until the next one."""
        for told in (self.invisible, self.layered, self.windows, self._tags):
            told.clear()
        self.window = None
        _Interpreter(self.rsrcmgr, self).process_page(source)
        return self.page

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        self._tags.append(tag.name == "OC")

    def end_tag(self) -> None:
        if self._tags:
            self._tags.pop()

    def render_string(self, textstate: Any, *others: Any) -> None:
        self._mode = textstate.render
        super().render_string(textstate, *others)

    def render_char(self, *given: Any) -> float:
        advance = super().render_char(*given)
        glyph = id(self.cur_item._objs[-1])
        if self._mode == INVISIBLE:
            self.invisible.add(glyph)
        if self.forms_of_layers or any(self._tags):
            self.layered.add(glyph)
        if self.window is not None:
            self.windows[glyph] = self.window
        return advance

    def receive_layout(self, ltpage: LTPage) -> None:
        self.page = ltpage


def in_order(container: LTPage | LTFigure) -> Iterator[Any]:
    """The objects of a page as they are drawn, those of figures in their place."""
    for item in container:
        if isinstance(item, LTFigure):
            yield from in_order(item)
        else:
            yield item


class _Interpreter(PDFPageInterpreter):
    """Tells its device which clip and which layer are in force."""

    device: Device

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self._windows: list[Window | None] = []

    def do_q(self) -> None:
        super().do_q()
        self._windows.append(self.device.window)

    def do_Q(self) -> None:
        super().do_Q()
        if self._windows:
            self.device.window = self._windows.pop()

    def do_W(self) -> None:
        places = [zip(step[1::2], step[2::2], strict=True) for step in self.curpath]
        self._clip([apply_matrix_pt(self.ctm, place) for place in chain.from_iterable(places)])

    def do_W_a(self) -> None:
        self.do_W()

    def do_Do(self, name: Any) -> None:
        form = self.xobjmap.get(literal_name(name))
        is_layer = form is not None and "OC" in stream_value(form)
        before = self.device.window
        self.device.forms_of_layers += is_layer
        super().do_Do(name)
        self.device.forms_of_layers -= is_layer
        self.device.window = before

    def _clip(self, points: list[tuple[float, float]]) -> None:
        if not points:
            return
        xs, ys = zip(*points, strict=True)
        box, exact = (min(xs), min(ys), max(xs), max(ys)), _is_box(points)
        if (before := self.device.window) is not None:
            old, exact = before.box, exact and before.exact
            box = (max(box[0], old[0]), max(box[1], old[1]), min(box[2], old[2]), min(box[3], old[3]))
        self.device.window = Window(box, exact)


def _is_box(points: list[tuple[float, float]]) -> bool:
    """Whether the points are the corners of an upright rectangle."""
    xs, ys = {round(x, 2) for x, _ in points}, {round(y, 2) for _, y in points}
    return len(xs) <= 2 and len(ys) <= 2 and len(points) <= 5
