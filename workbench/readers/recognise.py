"""A picture of a page becomes a page of glyphs and ruling lines, through rapidocr; lengths in points.

The whole page is recognised with its lines rubbed out. Then each cell of a table is looked at by itself where its ink
gave no text, its text runs over the wall, or the recogniser was not sure: two looks that differ leave a mark that no
number survives. A single 0 in a wide cell is what detectors miss most, and a report is mostly zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.readers.agreed import agreed, is_digit
from workbench.readers.document import Box, Grid
from workbench.readers.grid import read_page
from workbench.readers.page import Glyph, Page, Ruling
from workbench.readers.picture import (
    RIM,
    Picture,
    PixelBox,
    contrasted,
    cut_out,
    in_colours,
    ink_lines,
    quarter_turned,
    rubbed_out,
    ruling_lines,
    shrunk,
    straightened,
)
from workbench.readers.recogniser import recogniser
from workbench.readers.rulings import SNAP, Rulings, tables_of
from workbench.readers.turn import laid_down

DPI = 200  # pictures much finer than this are shrunk: the models were made for letters of this size
SURE = 0.95  # of 1; under it a cell is looked at again
WORD = 4  # characters; shorter texts are numbers and pieces of labels
READS = 0.85  # of 1; a page read worse than this stands on its head, or is no text
LARGEST_LETTER = 36.0  # points; titles are set in 22
NARROWEST = 100.0  # points; two large characters side by side (开工) look like a small table
MARGINS = (6, 14)  # pixels of paper around a cell's ink, for one look and the other
SPILL = 0.4  # of a text's height beyond its cell: the recogniser has run two cells together
UNCOVERED = RIM + 3  # pixels of ink beside a cell's texts: one of its characters was not seen


@dataclass(frozen=True)
class _Text:
    """A piece of recognised text, its box in pixels, and how sure the recogniser is (0 to 1)."""

    text: str
    box: Box
    score: float


@dataclass(frozen=True)
class _Look:
    """A picture turned some way, with what is to be seen in it."""

    turns: int  # quarters clockwise that the picture was turned by
    page: Page
    clean: Picture
    texts: list[_Text]

    @property
    def score(self) -> float:
        """How sure the recogniser is of words; digits look like digits upside down as well."""
        words = [text for text in self.texts if len(text.text) >= WORD]
        return sum(text.score for text in words) / len(words) if words else 0.0

    @property
    def is_sideways(self) -> bool:
        """Whether most of the text stands on end."""
        upright = sum(_width(t.box) >= _height(t.box) for t in self.texts if len(t.text) > 2)
        return 2 * upright < sum(len(t.text) > 2 for t in self.texts)


def recognised(picture: Picture, number: int, dpi: float) -> Page:
    """The page in the picture (rows of grey values), with `tilt` and `turns` telling how it lay."""
    if dpi > 1.2 * DPI:
        picture, dpi = shrunk(picture, DPI / dpi), DPI
    picture = contrasted(picture)
    look = _look(picture, 0, number, dpi)
    if look.texts and look.is_sideways:
        look = max((_look(picture, turns, number, dpi) for turns in (1, 3)), key=lambda look: look.score)
    elif look.texts and look.score < READS:
        look = max(look, _look(picture, 2, number, dpi), key=lambda look: look.score)
    page, texts, scale = look.page, look.texts, 72 / dpi
    for grid in (piece for piece in read_page(page) if isinstance(piece, Grid)):
        cells = [_scaled(cell.origin.box, 1 / scale) for cell in grid.cells if cell.origin.box]
        texts = _looked_at_again(texts, cells, look.clean)
    page.glyphs = [glyph for text in texts for glyph in _glyphs(text, scale)]
    return laid_down(page, (4 - look.turns) % 4)


def _look(picture: Picture, turns: int, number: int, dpi: float) -> _Look:
    """The lines of the page's tables, and the text of the picture without them."""
    straight, tilt = straightened(quarter_turned(picture, turns) if turns else picture)
    scale = 72 / dpi
    height, width = straight.shape
    page = Page(number, width * scale, height * scale, tilt=tilt)
    horizontals, verticals = ruling_lines(straight, dpi)
    page.horizontals, page.verticals = _times(horizontals, scale), _times(verticals, scale)
    page.horizontals, page.verticals = _of_tables(page)
    across = [line for line in horizontals if _is_part(line, page.horizontals, scale)]
    down = [line for line in verticals if _is_part(line, page.verticals, scale)]
    clean = rubbed_out(straight, (across, down))
    return _Look(turns, page, clean, _texts(clean))


def _of_tables(page: Page) -> Rulings:
    """The page's lines without the strokes of large characters, which must not be rubbed out.

    A line of a table is long, or runs from one line to another; a stroke above a table touches at most one.
    """
    across: list[Ruling] = []
    down: list[Ruling] = []
    for horizontals, verticals in tables_of(page):
        if len(horizontals) >= 2 and len(verticals) >= 2 and _reach(horizontals) > NARROWEST:
            across += [line for line in horizontals if _is_long(line) or _crossed(line, verticals) >= 2]
            down += [line for line in verticals if _is_long(line) or _crossed(line, horizontals) >= 2]
    return across, down


def _reach(lines: Sequence[Ruling]) -> float:
    return max(line.end for line in lines) - min(line.start for line in lines)


def _is_part(stroke: Ruling, lines: Sequence[Ruling], scale: float) -> bool:
    """Whether the stroke, in pixels, is a part of one of the lines, in points: those were put on common places."""
    (at, start, end), reach = _times([stroke], scale)[0], SNAP + 1
    return any(
        abs(line.at - at) <= reach and start >= line.start - reach and end <= line.end + reach
        for line in lines
    )


def _is_long(line: Ruling) -> bool:
    return line.end - line.start > LARGEST_LETTER


def _crossed(line: Ruling, others: Sequence[Ruling]) -> int:
    """How many of the other lines this one touches."""
    reach = SNAP + 1
    return sum(
        line.start - reach <= other.at <= line.end + reach
        and other.start - reach <= line.at <= other.end + reach
        for other in others
    )


def _texts(clean: Picture) -> list[_Text]:
    found = recogniser()(in_colours(clean))
    if found.txts is None:
        return []
    texts = []
    for text, corners, score in zip(found.txts, found.boxes, found.scores, strict=True):
        (x0, y0), (x1, y1) = corners.min(0), corners.max(0)
        texts.append(_Text(text, (float(x0), float(y0), float(x1), float(y1)), float(score)))
    return texts


def _looked_at_again(texts: list[_Text], cells: Sequence[Box], clean: Picture) -> list[_Text]:
    """The texts, those of doubtful cells replaced by what two closer looks agree on."""
    spilt = [text for text in texts if _spills(text, cells)]
    kept = [text for text in texts if text not in spilt]
    lines: list[PixelBox] = []
    before: list[str] = []  # what the whole page gave for the line
    for cell in cells:
        inside = [text for text in kept if _is_in(text.box, cell)]
        found = ink_lines(clean, cell)
        unsure = any(map(_is_unsure, inside)) or any(_touch(text.box, cell) for text in spilt)
        if found and (unsure or not all(_covers(inside, line) for line in found)):
            kept = [text for text in kept if text not in inside]
            lines += found
            before += ["".join(text.text for text in inside if _is_in(text.box, line)) for line in found]
    return kept + _close_looks(lines, before, clean)


def _close_looks(lines: Sequence[PixelBox], before: Sequence[str], clean: Picture) -> list[_Text]:
    """The text of each line alone, looked at twice; `before` is what the look at the whole page gave."""
    if not lines:
        return []
    cuts = [cut_out(clean, line, margin) for margin in MARGINS for line in lines]
    read = recogniser().recognize_txt(cuts)
    looks = list(zip(read.txts, read.scores, strict=True))
    pairs = zip(looks[: len(lines)], looks[len(lines) :], strict=True)
    told = [agreed(first, second, seen) for (first, second), seen in zip(pairs, before, strict=True)]
    return [_Text(text, line, score) for (text, score), line in zip(told, lines, strict=True)]


def _glyphs(text: _Text, scale: float) -> list[Glyph]:
    """The text's characters, its box cut up among them: Han signs take twice the width of digits."""
    widths = [2 if ord(sign) > 255 else 1 for sign in text.text]
    x, y0, x1, y1 = _scaled(text.box, scale)
    unit = (x1 - x) / max(sum(widths), 1)
    glyphs = []
    for sign, width in zip(text.text, widths, strict=True):
        if not sign.isspace():
            glyphs.append(Glyph(sign, x, y0, x + unit * width, y1))
        x += unit * width
    return glyphs


def _spills(text: _Text, cells: Sequence[Box]) -> bool:
    """Whether the text lies in the table and runs over the wall of the cell that its middle is in."""
    home = next((cell for cell in cells if _is_in(text.box, cell)), None)
    if home is None:
        return False
    return max(home[0] - text.box[0], text.box[2] - home[2]) > SPILL * _height(text.box)


def _is_unsure(text: _Text) -> bool:
    """Whether it wants a closer look: the last digit of a number gets lost, and a digit is taken for a letter."""
    digits = sum(map(is_digit, text.text))
    return text.score < SURE or digits > 1 or (not digits and len(text.text) < WORD and text.text.isascii())


def _covers(texts: Sequence[_Text], line: PixelBox) -> bool:
    """Whether the texts reach from one end of the line of ink to the other."""
    boxes = [text.box for text in texts if text.box[1] < line[3] and line[1] < text.box[3]]
    if not boxes:
        return False
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    return left <= line[0] + UNCOVERED and line[2] - UNCOVERED <= right


def _is_in(box: Box, cell: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cell[0] <= x < cell[2] and cell[1] <= y < cell[3]


def _touch(box: Box, cell: Box) -> bool:
    y = (box[1] + box[3]) / 2
    return cell[1] <= y < cell[3] and box[0] < cell[2] and cell[0] < box[2]


def _width(box: Box) -> float:
    return box[2] - box[0]


def _height(box: Box) -> float:
    return box[3] - box[1]


def _scaled(box: Box, scale: float) -> Box:
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale


def _times(rulings: Sequence[Ruling], scale: float) -> list[Ruling]:
    return [Ruling(at * scale, start * scale, end * scale) for at, start, end in rulings]
