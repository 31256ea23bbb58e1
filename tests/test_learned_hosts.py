"""What a person's register rows teach: a host under gov.cn is a hint for the later reports of the same site."""

from __future__ import annotations

from pathlib import Path

from tests.keeping import made_project, put_bytes, register
from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import plain_report
from workbench import frames
from workbench.ingest import ingest
from workbench.issuer import Told, resolve

DRUM, TITLE = "350102", "鼓楼区教育局2022年政府信息公开工作年度报告"


def placed(tmp_path: Path, host: str, issuers: tuple[str, ...], taught: str) -> list[str | None]:
    """The places of reports of that host, after a person gave the first one a place."""
    project = made_project(tmp_path)
    for number, issuer in enumerate(issuers, start=1):
        put_bytes(project, f"{number}.html", html_site(plain_report(seeded(number), issuer=issuer), None))
    urls = [{"path": f"{number}.html", "source_url": f"https://{host}/{number}"} for number in range(1, 4)]
    register(project, {**urls[0], "place": taught}, *urls[1 : len(issuers)])
    ingest(project)
    return frames.load(project).reports.sort("path")["place"].to_list()


def test_a_placed_report_teaches_its_host_and_the_next_of_that_name_finds_its_place(tmp_path: Path) -> None:
    found = placed(tmp_path, "www.gl.gov.cn", ("鼓楼区司法局", "鼓楼区教育局"), DRUM)
    assert found == [DRUM, DRUM]


def test_a_host_outside_gov_cn_teaches_nothing(tmp_path: Path) -> None:
    assert placed(tmp_path, "www.gl.example.com", ("鼓楼区司法局", "鼓楼区教育局"), DRUM) == [DRUM, None]


def test_a_learned_host_is_a_hint_and_places_no_report_that_names_another_place_or_nobody(
    tmp_path: Path,
) -> None:
    found = placed(tmp_path, "www.gl.gov.cn", ("鼓楼区司法局", "大英县人民政府", "我局"), DRUM)
    assert found == [DRUM, "510923", None]


def test_a_hint_that_fits_none_of_the_name_changes_nothing() -> None:
    told = Told(title=TITLE, text=TITLE, host="www.gl.gov.cn", year=2022)
    assert resolve(told).code_at_year is None
    assert resolve(told, frozenset(["350102"])).code_at_year == DRUM
    assert resolve(told, frozenset(["510923"])).code_at_year is None
