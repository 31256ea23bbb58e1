"""The rows of tables in the languages of typesetters: LaTeX, Typst, troff.

In: the numbered lines of one table. Out: its rows as they are written, without the commands that say how they look.
Nothing is refused; what is no table has no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workbench.readers.markup_pieces import Line, Piece, Rows, in_rows, number_in

# ------------------------------------------------------------------------------------------------ LaTeX

TABULAR = r"(?:tabular[xy*]?|longtable|longtabu|tabu|tblr|longtblr|supertabular)\*?\}"
_LATEX_SIGN = re.compile(
    r"\\\\|\\tabularnewline\b|\\begin\{\w+\*?\}|\\end\{\w+\*?\}|\\[a-zA-Z]+|\\.|[{}&%]|[^\\{}&%]+|\\$", re.S
)
_RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|endfoot|endlastfoot|noalign\{\})"
    r"|\\(?:cline|cmidrule)(?:\([^)]*\))?\{[^}]*\}|\\addlinespace(?:\[[^\]]*\])?|^\s*\[[^\]]*\]"
)
_SPAN = re.compile(r"\\multi(?P<way>column|row)(?:\[[^\]]*\])?\{(?P<count>\d+)\}")
_COMMAND = re.compile(
    r"\\(?:begin|end)\{\w+\}(?:\[\w\])?(?:\{[^{}]*\})?|\\multi(?:column|row)(?:\[[^\]]*\])?"
    r"\{\d+\}(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\*)|\\footnote(?:mark|text)?\{[^{}]*\}|\\[a-zA-Z]+\s?"
)


def latex(lines: Sequence[Line]) -> Rows:
    """Cells at `&`, rows at `\\\\`, outside of braces and of parts with a beginning and an end."""
    rows: Rows = [[]]
    text, depth, begins = "", 0, 0
    for number, line in _latex_lines(lines):
        for sign in _LATEX_SIGN.findall(line):
            ends_row = sign in ("\\\\", "\\tabularnewline")
            if depth == 0 and (sign == "&" or ends_row):
                first = rows == [[]]
                rows[-1].append(_latex_cell(_without_groups(text) if first else text, begins or number))
                rows, text, begins = [*rows, []] if ends_row else rows, "", 0
                continue
            depth += (sign == "{" or sign.startswith("\\begin")) - (sign == "}" or sign.startswith("\\end{"))
            text += sign
            begins = begins or (number if sign.strip(" {}\n") and sign[0] != "\\" else 0)
    return [row for row in rows if any(piece.text.strip() for piece in row)]


def _latex_lines(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines between the commands that begin and end the table, without remarks."""
    for at, (number, line) in enumerate(lines):
        bare = re.sub(r"(?<!\\)%.*$", "", line)
        bare = re.split(rf"\\begin\{{{TABULAR}", bare)[-1] if at == 0 else bare
        yield number, re.split(rf"\\end\{{{TABULAR}", bare)[0] + "\n"


def _without_groups(text: str) -> str:
    """The text without what tells the table's columns in front of its first cell: `[]{lll}`."""
    text = re.sub(r"^\s*\[[^\]]*\]", "", text).lstrip()
    while text.startswith("{"):
        text = text[_end_of_group(text) :].lstrip()
    return text


def _end_of_group(text: str) -> int:
    """The place behind the brace that closes the first one."""
    depth = 0
    for at, sign in enumerate(text, 1):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return at
    return len(text)


def _latex_cell(text: str, number: int) -> Piece:
    spans = {found["way"]: int(found["count"]) for found in _SPAN.finditer(text)}
    bare = _COMMAND.sub("", _RULES.sub("", text))
    bare = re.sub(r"\\([%&_#${}])", r"\1", re.sub(r"(?<!\\)[{}]", "", bare)).replace("~", " ")
    return Piece(bare, number, spans.get("row", 1), spans.get("column", 1))


# ------------------------------------------------------------------------------------------------ Typst
def typst(lines: Sequence[Line]) -> Rows:
    """Contents in brackets, with what stands before them telling how far a cell spans."""
    pieces: list[Piece] = []
    told, text, depth = "", "", 0
    for number, line in lines:
        for sign in f"{line}\n":
            depth += (sign == "[") - (sign == "]")
            if sign == "[" and depth == 1:
                begins, text = number, ""
            elif sign == "]" and depth == 0:
                spans = (number_in(rf"{name}:\s*(\d+)", told) for name in ("rowspan", "colspan"))
                pieces.append(Piece(_typst_text(text), begins, *spans))
                told = ""
            elif depth:
                text += sign
            else:
                told += sign
    return in_rows(pieces, _typst_width("\n".join(line for _, line in lines)))


def _typst_text(text: str) -> str:
    return re.sub(r"#\w+(?:\([^()]*\))?|[\[\]*]|\\(?=\W)", "", text)


def _typst_width(text: str) -> int:
    told = re.search(r"columns:\s*(?:(\d+)|\(([^()]*(?:\([^()]*\)[^()]*)*)\)(?:\s*\*\s*(\d+))?)", text)
    if told is None:
        return 1
    parts = [part for part in re.sub(r"\([^()]*\)", "", told[2] or "").split(",") if part.strip()]
    return int(told[1]) if told[1] else len(parts) * int(told[3] or 1)


# ------------------------------------------------------------------------------------------------ troff
def troff(lines: Sequence[Line]) -> Rows:
    """Lines of fields between tabs or another sign, with `T{` and `T}` around a cell of several lines; the format in
    front tells which cells go on from the left (s) or from above (^).
    """
    options = next((line for _, line in lines[1:2] if line.rstrip().endswith(";")), "")
    told = re.search(r"tab\s*\((.)\)", options)
    body = lines[2:] if options else lines[1:]
    end = next((at for at, (_, line) in enumerate(body) if line.rstrip().endswith(".")), -1)
    formats = [
        re.findall(r"[LlRrCcNnAaSs^]", re.sub(r"w\([^)]*\)|[pvw]\d+", "", line))
        for _, line in body[: end + 1]
    ]
    rows: Rows = []
    for number, text in _troff_lines(body[end + 1 :]):
        fields = text.split(told[1] if told else "\t")
        row_format = formats[min(len(rows), len(formats) - 1)] if formats else []
        rows.append(_troff_row(fields, row_format, number))
    return rows


def _troff_lines(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines with cells of several lines on one."""
    held, start = "", 0
    for number, line in lines:
        if not held and (line.startswith(".") or line.strip() in ("_", "=", "\\_")):
            continue
        start = start or number
        held += line
        if held.count("T{") > held.count("T}"):
            continue
        yield start, re.sub(r"T[{}]|\\f.|\\&", "", held)
        held, start = "", 0


def _troff_row(fields: Sequence[str], row_format: Sequence[str], number: int) -> list[Piece]:
    pieces: list[Piece] = []
    left = list(fields)
    for sign in [*row_format, *["l"] * max(len(fields) - len(row_format), 0)]:
        if sign in "Ss" and pieces:
            pieces[-1] = pieces[-1]._replace(columns=pieces[-1].columns + 1)
        elif sign == "^":
            pieces.append(Piece("", number))
        elif left:
            pieces.append(Piece(left.pop(0), number))
    return pieces
