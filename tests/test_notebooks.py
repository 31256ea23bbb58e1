"""The notebooks as they lie in git: no outputs, no functions, short cells, parameters with type and help; and run."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.sample_project import make_sample_project

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ABOVE_THE_STORE = {
    "workbench.series",
    "workbench.peers",
    "workbench.page_text",
    "workbench.page_parts",
    "workbench.page_overview",
    "workbench.page_peers",
    "workbench.page_narrative",
    "workbench.children",
    "workbench",
    "workbench.charts",
    "workbench.explorer",
    "workbench.kept",
    "workbench.quality",
    "workbench.page_quality",
    "workbench.page_panel",
    "workbench.growth",
    "workbench.matrix",
    "workbench.measures",
    "workbench.page_tables",
    "workbench.parameters",
    "workbench.sentences",
    "workbench.source_view",
    "workbench.tables",
    "workbench.years_table",
}
PARAMETER = re.compile(r"^(\w+): (str|int|float|bool) = (.+?)  # (\S.+ / \S.+)$")


def cells(path: Path, kind: str = "code") -> list[dict[str, Any]]:
    notebook = json.loads(path.read_text("utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


@pytest.fixture(scope="module")
def sample_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample_project(tmp_path_factory.mktemp("sample") / "project")


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_notebooks_are_kept_without_outputs(notebook: Path) -> None:
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(notebook))


def test_cells_are_short_and_define_no_function(notebook: Path) -> None:
    for cell in cells(notebook):
        assert source(cell).count("\n") < 8
        defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        assert not any(isinstance(node, defined) for node in ast.walk(ast.parse(source(cell))))


def test_imports_come_from_above_the_store(notebook: Path) -> None:
    nodes = [node for cell in cells(notebook) for node in ast.walk(ast.parse(source(cell)))]
    assert {node.module for node in nodes if isinstance(node, ast.ImportFrom)} <= ABOVE_THE_STORE
    assert not any(isinstance(node, ast.Import) for node in nodes)


def test_the_kernel_is_ours(notebook: Path) -> None:
    metadata = json.loads(notebook.read_text("utf-8"))["metadata"]
    assert metadata["kernelspec"]["name"] == "workbench" and "workbench" in metadata


def test_parameters_have_a_type_and_a_help_comment_in_both_languages() -> None:
    tagged = [
        cell for path in NOTEBOOKS for cell in cells(path) if "parameters" in cell["metadata"].get("tags", [])
    ]
    assert tagged
    for line in (line for cell in tagged for line in source(cell).splitlines()):
        assert PARAMETER.match(line), line


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_regional_notebook_runs_on_the_samples(lang: str, sample_project: Path, tmp_path: Path) -> None:
    """With requests: tiles, a chart for each of five questions and one of any rate; headings of one language.

    Of one year there is no series, and a sentence in place of its chart says so.
    """
    outputs = run(ROOT / "notebooks/region_summary.ipynb", tmp_path, sample_project, lang=lang)
    charts = [data for data in outputs if "application/vnd.vegalite.v5+json" in data]
    text = "\n".join(str(data.get("text/markdown", "")) for data in outputs)
    assert len(charts) == 7
    assert (
        ("49/62" in text)
        and ("## 办理结果" in text) is (lang == "zh")
        and ("## Dispositions" in text) is (lang == "en")
    )


def test_a_zero_return_and_a_year_without_report_run_as_well(sample_project: Path, tmp_path: Path) -> None:
    path = ROOT / "notebooks/region_summary.ipynb"
    zero = run(path, tmp_path, sample_project, region="630203202", year=2022)
    none = run(path, tmp_path, sample_project, region="630203202", year=2019)
    assert "为零申请" in str(zero) and "未取得" in str(none)


def test_the_tutorial_runs_from_the_first_cell_to_the_explorer(sample_project: Path, tmp_path: Path) -> None:
    """In any kernel of Python; the other notebooks run here in ours, which starts sooner."""
    outputs = run(ROOT / "notebooks/tutorial.ipynb", tmp_path, sample_project, kernel="python3")
    html = "".join(str(data.get("text/html", "")) for data in outputs)
    assert (
        "「48」" in html and "data:image/png" in html
    )  # the cell of the Erqi sample as it stands in its PDF
    assert sum("application/vnd.jupyter.widget-view+json" in data for data in outputs) == 2


@pytest.mark.parametrize(("lang", "told"), [("zh", "全国"), ("en", "China")])
def test_the_overview_runs_for_the_nation_and_keeps_bases_apart(
    lang: str, told: str, sample_project: Path, tmp_path: Path
) -> None:
    outputs = run(ROOT / "notebooks/overview.ipynb", tmp_path, sample_project, lang=lang)
    text = "\n".join(str(data.get("text/markdown", "")) for data in outputs)
    assert told in text and ("下限" in text or "lower bounds" in text)
    tables = "".join(str(data.get("text/html", "")) for data in outputs)
    assert "places.csv" in tables and "places.parquet" in tables


def test_the_page_of_one_body_has_its_sources_themes_and_citation(
    sample_project: Path, tmp_path: Path
) -> None:
    outputs = run(ROOT / "notebooks/body_summary.ipynb", tmp_path, sample_project)
    text = "\n".join(str(data.get("text/markdown", "")) for data in outputs)
    assert "49/62" in text and "## 引用" in text and "workbench 0" in text
    tables = "".join(str(data.get("text/html", "")) for data in outputs)
    assert (
        'id="cell-review.total"' in tables
        and "requests_matrix.parquet" in tables
        and "themes" in text + tables
    )


@pytest.mark.parametrize(("lang", "told"), [("zh", "没有可比的报告"), ("en", "no report to compare with")])
def test_the_narrative_page_has_themes_and_says_when_nothing_can_be_compared(
    lang: str, told: str, sample_project: Path, tmp_path: Path
) -> None:
    outputs = run(ROOT / "notebooks/narrative.ipynb", tmp_path, sample_project, lang=lang)
    text = "\n".join(str(data.get("text/markdown", "")) for data in outputs)
    tables = "".join(str(data.get("text/html", "")) for data in outputs)
    assert told in text and "themes.csv" in tables and "workbench 0" in text


def test_a_place_above_the_reports_has_a_page_of_its_own(sample_project: Path, tmp_path: Path) -> None:
    outputs = run(
        ROOT / "notebooks/region_summary.ipynb", tmp_path, sample_project, region="410000", year=2022
    )
    text = "\n".join(str(data.get("text/markdown", "")) for data in outputs)
    assert "河南省（取得的2份报告）2022年" in text and "区域内各单位" in text and "集中程度" in text


def run(
    path: Path, folder: Path, project: Path, kernel: str = "workbench", **parameters: Any
) -> list[dict[str, Any]]:
    from workbench.quickstart import block_slow_import

    block_slow_import()
    import papermill

    out = folder / "out.ipynb"
    papermill.execute_notebook(
        str(path),
        str(out),
        parameters={"project": str(project), **parameters},
        progress_bar=False,
        kernel_name=kernel,
    )
    return [output.get("data", {}) for cell in cells(out) for output in cell["outputs"]]
