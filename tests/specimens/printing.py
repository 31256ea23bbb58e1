"""How offices write the same figures and words: units, marks for zero, commas, wide digits, old script, slips.

STYLES changes the values of a report, each giving the cells as they are printed; which of them still say a number is
told by `says`. WORDINGS changes the labels and headings. Layout has no part in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.specimens.report import Cells, Report, Value
from workbench.form import Line, load_edition

WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
LONG = 7  # signs of a label in which a slip leaves no doubt which one was meant
MONEY = ("proactive.fees.amount", "proactive.procurement.amount")
# each sign of the form's words that the scheme of 1964 simplified, and behind it the traditional one
PAIRS = (
    "万萬业業举舉于於会會体體关關内內决決况況减減办辦务務动動区區单單后後发發复復审審对對属屬废廢开開强強当當总總执執护護报報数數无無"
    "机機权權构構没沒现現确確稳穩类類纠糾纳納组組织織经經结結继繼续續维維缴繳罚罰获獲补補规規计計认認议議许許讼訟访訪诉訴询詢请請购購"
    "费費转轉过過这這进進采採问問项項题題额額处處国國范範"
)
TRADITIONAL = str.maketrans(PAIRS[::2], PAIRS[1::2])

Style = Callable[[Cells], Cells]


def says(printed: Value) -> bool:
    """Whether a number stands in the cell: not for a blank or a mark."""
    return printed is not None and any(sign.isdigit() for sign in str(printed))


def with_units(cells: Cells) -> Cells:
    """`201件`; money with its unit, the fee in yuan under a header in ten thousand (`251000元`)."""
    return {id_: _with_unit(id_, value) for id_, value in cells.items()}


def with_signs(cells: Cells) -> Cells:
    """The changes of the edition of 2019 as `增15` and `减4`."""
    return _changes(cells, "增", "减")


def with_plus(cells: Cells) -> Cells:
    """The same as `+19` and `-4`."""
    return _changes(cells, "+", "-")


def with_remarks(cells: Cells) -> Cells:
    """`22（其中修订16件）` in section two, as offices explain a figure where it stands."""
    return _each(
        cells, lambda id_, value: f"{value}（其中修订16件）" if _is_document(id_) and value else value
    )


def with_commas(cells: Cells) -> Cells:
    """`1,316`."""
    return _each(cells, lambda id_, value: f"{value:,}")


def wide_digits(cells: Cells) -> Cells:
    """`１３１６`."""
    return _each(cells, lambda id_, value: str(value).translate(WIDE))


def zeros_blank(cells: Cells) -> Cells:
    """Nothing where the form asks for a zero."""
    return _each(cells, lambda id_, value: value or None)


def zeros_slash(cells: Cells) -> Cells:
    """`/` for zero."""
    return _each(cells, lambda id_, value: value or "/")


def zeros_dash(cells: Cells) -> Cells:
    """`—` for zero."""
    return _each(cells, lambda id_, value: value or "—")


def zeros_none(cells: Cells) -> Cells:
    """`无` for zero."""
    return _each(cells, lambda id_, value: value or "无")


def totals_blank(cells: Cells) -> Cells:
    """The column 总计 of the matrix left blank in every row."""
    return _each(cells, lambda id_, value: None if _is_row_total(id_) else value)


STYLES: dict[str, Style] = {
    style.__name__: style
    for style in (
        *(with_units, with_signs, with_plus, with_remarks, with_commas, wide_digits),
        *(zeros_blank, zeros_slash, zeros_dash, zeros_none, totals_blank),
    )
}


def old_script(report: Report) -> Report:
    """Labels and headings in traditional script (開), as offices that deal with Hong Kong and Macao print them."""
    words = {line.zh: line.zh.translate(TRADITIONAL) for line in _lines(report)}
    return replace(report, wordings=words, headings=tuple(h.translate(TRADITIONAL) for h in report.headings))


def lost_sign(report: Report) -> Report:
    """A sign is gone from the middle of each long row label (`其他法律行政止公开`)."""
    return _misprinted(report, lambda words: _without(words, len(words) // 2))


def doubled_sign(report: Report) -> Report:
    """A sign is doubled in each long row label."""
    return _misprinted(report, lambda words: words[:3] + words[2:])


def wrong_sign(report: Report) -> Report:
    """A sign is another one in each long row label, as an input method offers it."""
    return _misprinted(report, lambda words: f"{words[:2]}法{words[3:]}")


def misprinted_column(report: Report) -> Report:
    """One slip in the names of columns: 社会公益组识, 尚末审结."""
    return replace(report, wordings={"社会公益组织": "社会公益组识", "尚未审结": "尚末审结"})


def misprinted_heading(report: Report) -> Report:
    """The heading of section four as a real office printed it: 行政法复议."""
    headings = tuple(heading.replace("行政复议", "行政法复议") for heading in report.headings)
    return replace(report, headings=headings)


WORDINGS: dict[str, Callable[[Report], Report]] = {
    change.__name__: change
    for change in (
        *(old_script, lost_sign, doubled_sign, wrong_sign),
        *(misprinted_column, misprinted_heading),
    )
}


def _each(cells: Cells, change: Callable[[str, Value], Value]) -> Cells:
    return {id_: change(id_, value) for id_, value in cells.items()}


def _with_unit(id_: str, value: Value) -> Value:
    if id_ not in MONEY:
        return f"{value}件"
    assert isinstance(value, Decimal)
    return f"{(value * 10_000 if id_ == MONEY[0] else value).normalize():f}元"


def _changes(cells: Cells, more: str, less: str) -> Cells:
    def signed(id_: str, value: Value) -> Value:
        if not (id_.endswith(".change") and isinstance(value, int) and value):
            return value
        return f"{more if value > 0 else less}{abs(value)}"

    return _each(cells, signed)


def _is_document(id_: str) -> bool:
    return id_.startswith(("proactive.regulations.", "proactive.normative."))


def _is_row_total(id_: str) -> bool:
    return id_.startswith("requests.") and id_.endswith(".total")


def _without(words: str, at: int) -> str:
    return words[:at] + words[at + 1 :]


def _misprinted(report: Report, change: Callable[[str], str]) -> Report:
    rows = {row.zh for table in load_edition(report.edition).tables.values() for row in table.rows}
    return replace(report, wordings={words: change(words) for words in rows if len(words) >= LONG})


def _lines(report: Report) -> list[Line]:
    tables = load_edition(report.edition).tables.values()
    return [line for table in tables for line in (*table.rows, *table.columns, *table.groups)]
