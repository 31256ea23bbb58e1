"""A small PDF writer for tests: pages of text, lines and filled rectangles, one embedded Chinese font.

It takes milliseconds where a word processor takes seconds. Positions are points from the page's top left.
The font is a subset of Noto Sans CJK SC, cut once in a session; without that font on the machine it stops.
"""

from __future__ import annotations

import shutil
import string
import subprocess
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from fontTools import subset
from fontTools.ttLib import TTFont

from workbench.form import EDITIONS, load_edition

WIDTH, HEIGHT = 595.0, 842.0  # A4
FAMILY = "Noto Sans CJK SC"


@dataclass
class Page:
    """What is drawn on one page, in order: content operators with text not yet turned into glyph codes."""

    marks: list[tuple[str, str]] = field(default_factory=list)

    def text(self, x: float, baseline: float, size: float, words: str) -> None:
        self.marks.append((f"BT /F1 {size:g} Tf {x:.2f} {HEIGHT - baseline:.2f} Td", words))

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.marks.append((f"0.5 w {x0:.2f} {HEIGHT - y0:.2f} m {x1:.2f} {HEIGHT - y1:.2f} l S", ""))

    def rectangle(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.marks.append((f"{x0:.2f} {HEIGHT - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f", ""))

    def ring(self, x0: float, y0: float, x1: float, y1: float, wide: float) -> None:
        """A border `wide` points wide inside the box, filled between two rectangles."""
        outer = f"{x0:.2f} {HEIGHT - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re"
        width, height = x1 - x0 - 2 * wide, y1 - y0 - 2 * wide
        inner = f"{x0 + wide:.2f} {HEIGHT - y1 + wide:.2f} {width:.2f} {height:.2f} re"
        self.marks.append((f"{inner} {outer} f*", ""))


@dataclass(frozen=True)
class Font:
    """An embedded subset: its CFF table, and each character's glyph code and width in 1/1000 of the size."""

    program: bytes
    codes: dict[str, int]
    widths: dict[str, int]


def pdf_bytes(pages: Sequence[Page]) -> bytes:
    """The pages as a PDF file."""
    used = {character for page in pages for _, words in page.marks for character in words}
    font = _font(frozenset(used | _usual_characters()))
    first_page = 8
    kids = " ".join(f"{first_page + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        *_font_objects(font),
    ]
    for number, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Contents "
            f"{first_page + 2 * number + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream(_content(page, font)))
    return _file(objects)


def text_width(words: str, size: float) -> float:
    """Width in points: Latin digits and letters take 0.555 of the size, everything else the whole."""
    return sum(0.555 if character in string.printable else 1.0 for character in words) * size


def _content(page: Page, font: Font) -> bytes:
    parts = []
    for operators, words in page.marks:
        codes = "".join(f"{font.codes[character]:04X}" for character in words)
        parts.append(f"{operators} <{codes}> Tj ET" if words else operators)
    return "\n".join(parts).encode()


def _usual_characters() -> set[str]:
    """Every character that a label may need, so that all documents of a session share one subset."""
    lines = [
        line
        for edition in map(load_edition, EDITIONS)
        for table in edition.tables.values()
        for line in (*table.rows, *table.columns, *table.groups)
    ]
    wordings = "".join(wording for line in lines for wording in (*line.wordings, line.number))
    return set(wordings + string.digits + string.ascii_letters + "./-— ,（）")


@cache
def _font(characters: frozenset[str]) -> Font:
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[], notdef_outline=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(characters))
    with _installed_font() as whole:
        cutter.subset(whole)
        names = whole.getBestCmap()
        codes = {character: int(names[ord(character)].removeprefix("cid")) for character in characters}
        advance = {character: whole["hmtx"][names[ord(character)]][0] for character in characters}
        return Font(whole["CFF "].compile(whole), codes, advance)


def _installed_font() -> TTFont:
    if shutil.which("fc-match") is None:
        raise RuntimeError("fc-match is not on this machine; install fontconfig and fonts-noto-cjk")
    command = ["fc-match", "-f", "%{file}\n%{index}\n%{family}", FAMILY]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    path, index, family = found.split("\n")
    if FAMILY not in family:
        raise RuntimeError(f"the font {FAMILY} is not on this machine; install fonts-noto-cjk")
    return TTFont(path, fontNumber=int(index), lazy=True)


def _font_objects(font: Font) -> list[bytes]:
    """Objects 3 to 7: composite font, its descendant, descriptor, program, map to Unicode."""
    pairs = sorted((font.codes[character], character) for character in font.codes)
    widths = " ".join(f"{code} [{font.widths[character]}]" for code, character in pairs)
    mapping = [f"<{code:04X}> <{character.encode('utf-16-be').hex()}>" for code, character in pairs]
    blocks = [mapping[at : at + 100] for at in range(0, len(mapping), 100)]
    chars = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /S def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{chars}\nendcmap end end"
    )
    name = "ABCDEF+NotoSansCJKsc-Regular"
    return [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [4 0 R] "
        "/ToUnicode 7 0 R >>".encode(),
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{name} /FontDescriptor 5 0 R /DW 1000 "
        f"/W [{widths}] /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>".encode(),
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [-1002 -1048 2928 1808] "
        "/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 733 /StemV 80 /FontFile3 6 0 R >>".encode(),
        _stream(font.program, "/Subtype /CIDFontType0C"),
        _stream(to_unicode.encode()),
    ]


def _stream(data: bytes, extra: str = "") -> bytes:
    packed = zlib.compress(data)
    head = f"<< /Length {len(packed)} /Filter /FlateDecode {extra} >>"
    return head.encode() + b"\nstream\n" + packed + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
