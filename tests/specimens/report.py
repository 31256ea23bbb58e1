"""What a specimen is made from: an office's name and year, its narrative, and the values of its cells.

Nothing here knows a layout. A value is an integer, a decimal, None (the cell stands there and is blank) or a
string, which is printed exactly as given (`/`, `201件`). A cell id that is not among the values has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tests.specimens.grid import Table

Value = int | Decimal | str | None
Cells = Mapping[str, Value]

SECTION_HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


# a year that each edition was in use
YEARS = {"2019": 2020, "2021": 2024}


@dataclass(frozen=True)
class Report:
    """One annual report before it is laid out; `lines_of_title` is the title as the office breaks it.

    `wordings` names the labels that this office words in its own way; when given, no seed changes labels.
    `headings` are those of the six sections as this office prints them. `damage` changes the filled tables before
    they are laid out.
    """

    issuer: str
    year: int
    cells: Cells
    lines_of_title: tuple[str, ...]
    lead: tuple[str, ...]
    overview: tuple[str, ...]
    problems: tuple[str, ...]
    other: tuple[str, ...]
    published: str | None = None
    site_id: str = "0000000000"
    wordings: Mapping[str, str] | None = None
    edition: str = "2021"
    headings: tuple[str, ...] = SECTION_HEADINGS
    damage: Callable[[Table], Table] | None = None

    @property
    def title(self) -> str:
        return "".join(self.lines_of_title)

    @property
    def signature(self) -> tuple[str, ...]:
        """The issuer and the date as they stand under the text; nothing where the office does not sign."""
        if self.published is None:
            return ()
        year, month, day = (int(part) for part in self.published.split("-"))
        return self.issuer, f"{year}年{month}月{day}日"


def printed(value: Value) -> str:
    """A value as it is printed in its cell."""
    return "" if value is None else str(value)


def plain_report(
    cells: Cells, edition: str = "2021", issuer: str = "青川市临江区人民政府", year: int | None = None
) -> Report:
    """A report with a short narrative of an invented district, for tests that are about the cells."""
    year = year or YEARS[edition]
    received = printed(cells.get("requests.received.total"))
    return Report(
        issuer=issuer,
        year=year,
        cells=cells,
        lines_of_title=(issuer, f"{year}年政府信息公开工作年度报告"),
        lead=(f"本报告所列数据的统计期限为{year}年1月1日至{year}年12月31日。",),
        overview=(
            "（一）主动公开情况。全年围绕群众关心的事项，通过政府网站及时发布各类信息。",
            f"（二）依申请公开情况。全年新收政府信息公开申请{received}件，均依法办理。",
        ),
        problems=("公开内容的针对性还不够强。下一步，将加强业务培训，提高办理质量。",),
        other=("本年度未收取政府信息公开信息处理费。",),
        published=f"{year + 1}-01-20",
        edition=edition,
    )
