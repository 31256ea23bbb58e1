"""The rows of tables in the markup of wikis, forums and authors: MediaWiki, AsciiDoc, BBCode, reStructuredText.

In: the numbered lines of one table. Out: its rows as they are written. What tags say of looks is taken off. Nothing is
refused; what is no table has no rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from workbench.readers.markup_pieces import Line, Piece, Rows, in_rows, number_in

_ROW = re.compile(r"\|-+\s*(?:[\w-]+\s*=.*)?$")  # `|-4` is a number of a careless hand
_ATTRIBUTES = re.compile(r"(\s*(?:[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[\w%#.-]+)\s*)+)\|(?!\|)")
_WIKI_SIGNS = re.compile(
    r"<ref[^>]*/>|<ref.*?</ref>|</?div[^>]*>|<nowiki ?/>|</?nowiki>|'{2,5}|\[\[(?:[^\]|]*\|)?|\]\]"
)


def mediawiki(lines: Sequence[Line]) -> Rows:
    rows: Rows = [[]]
    is_caption = False
    for number, line in lines[1:]:
        bare = line.strip()
        if _ROW.match(bare):
            rows, is_caption = [*rows, []], False
        elif bare.startswith(("|+", "|}")):
            is_caption = True
        elif bare[:1] in ("|", "!"):
            parts = re.split(r"\|\||!!" if bare[0] == "!" else r"\|\|", bare[1:])
            rows[-1] += [_mediawiki_cell(part, number) for part in parts]
            is_caption = False
        elif rows[-1] and not is_caption:
            rows[-1][-1] = rows[-1][-1]._replace(text=f"{rows[-1][-1].text}\n{_WIKI_SIGNS.sub('', line)}")
    return rows


def _mediawiki_cell(part: str, number: int) -> Piece:
    found = _ATTRIBUTES.match(part)
    told, text = (found[1], part[found.end() :]) if found else ("", part)
    spans = (number_in(rf"{name}\s*=\s*[\"']?(\d+)", told) for name in ("rowspan", "colspan"))
    return Piece(_WIKI_SIGNS.sub("", text), number, *spans)


# ------------------------------------------------------------------------------------------------ AsciiDoc

_CELL = re.compile(
    r"(?:(?<=\s)|^)(?:(?P<spans>\d*(?:\.\d+)?)(?P<kind>[+*]))?(?:[<^>]?(?:\.[<^>])?[aehlmsdv]?)\|(?!===)|(?<![\\|\s])\|"
)


def asciidoc(lines: Sequence[Line]) -> Rows:
    pieces: list[Piece] = []
    first = 0  # how many cells the first line has
    for number, line in lines:
        if line.startswith("|==="):
            continue
        cuts = list(_CELL.finditer(line))
        before = line[: cuts[0].start()] if cuts else line
        if pieces and before.strip():
            pieces[-1] = pieces[-1]._replace(text=f"{pieces[-1].text}\n{before}")
        for cut, end in pairwise([*cuts, None]):
            text = line[cut.end() : end.start() if end else len(line)] if cut else ""
            pieces += _asciidoc_cells(cut, text.replace("\\|", "|"), number) if cut else []
        first = first or sum(piece.columns for piece in pieces)
    return in_rows(pieces, _asciidoc_width(lines) or first)


def _asciidoc_cells(cut: re.Match[str], text: str, number: int) -> list[Piece]:
    wide, _, tall = (cut["spans"] or "").partition(".")
    if cut["kind"] == "*":
        return [Piece(text, number)] * min(int(wide or 1), 64)
    return [Piece(text, number, int(tall or 1), int(wide or 1))]


def _asciidoc_width(lines: Sequence[Line]) -> int:
    """The number of columns that the line above the table tells (`[cols="1,3*,2"]`)."""
    told = re.search(r"cols=(?:\"([^\"]*)\"|(\d+\*?))", lines[0][1])
    if told is None:
        return 0
    parts = re.split(r"[,;]", told[1] if told[1] is not None else told[2])
    return sum(number_in(r"^\s*(\d+)\*", part) for part in parts)


# ------------------------------------------------------------------------------------------------ forums, lists


def bbcode(lines: Sequence[Line]) -> Rows:
    rows: Rows = []
    for number, line in lines:
        for tag, told, text in re.findall(
            r"\[(tr|td|th|/t[dhr]|/table)([=,\d%\s]*)[^\]]*\]([^\[]*)", _plain_bbcode(line)
        ):
            if tag == "tr":
                rows.append([])
            elif tag in ("td", "th") and rows:
                found = re.match(r"=(\d+),(\d+)", told)  # one number alone is a width
                spans = (int(found[2]), int(found[1])) if found else (1, 1)
                rows[-1].append(Piece(text, number, *spans))
    return rows


def _plain_bbcode(line: str) -> str:
    return re.sub(r"\[/?(?!t[dhr]\b|table\b)[a-z]+(?:=[^\]]*)?\]", "", line)


def list_table(lines: Sequence[Line]) -> Rows:
    """Rows that begin with `* -`, cells with `-` in reStructuredText."""
    rows: Rows = []
    for number, line in lines[1:]:
        found = re.match(r"\s+(\*\s+)?-(?:\s+(.*))?$", line)
        if found:
            rows += [[]] if found[1] else []
            if rows:
                rows[-1].append(Piece(found[2] or "", number))
        elif rows and rows[-1] and line.strip():
            rows[-1][-1] = rows[-1][-1]._replace(text=f"{rows[-1][-1].text}\n{line.strip()}")
    return rows
