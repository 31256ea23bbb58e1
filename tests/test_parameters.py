"""What a notebook's parameters cell declares, and which values are refused before a kernel starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runs_project import ERQI, GUCHENG, LITONG, made_project, write_notebook
from workbench.errors import BadCall, ProjectError
from workbench.runs.notebook import Notebook, read_notebook
from workbench.runs.parameters import Place, check_place, checked, declared

PLACES = [
    Place("410103", ERQI, (2022,)),
    Place("640302", LITONG, (2021, 2022)),
    Place("630203101", GUCHENG, (2022,)),
]


def notebook(folder: Path, parameters: str) -> Notebook:
    project = made_project(folder)
    write_notebook(project, "one", [], parameters=parameters)
    return read_notebook(project, "one")


def test_a_line_declares_name_type_default_and_help(tmp_path: Path) -> None:
    found = declared(
        notebook(tmp_path, 'region: str = "010000"  # the place\ntop: int = 5\nrate = 0.5  # a share')
    )
    assert [(p.name, p.type, p.default, p.help) for p in found.values()] == [
        ("region", "str", "010000", "the place"),
        ("top", "int", 5, ""),
        ("rate", "float", 0.5, "a share"),
    ]


def test_a_region_code_stays_a_string_with_its_leading_zero(tmp_path: Path) -> None:
    assert checked(notebook(tmp_path, 'region: str = "410103"'), {"region": "010203"}) == {"region": "010203"}


def test_text_from_the_command_line_becomes_the_declared_type(tmp_path: Path) -> None:
    made = notebook(tmp_path, "top: int = 5\nonly: bool = False\nyears: list[int] = [2022]")
    given = {"top": "7", "only": "true", "years": "2021,2022"}
    assert checked(made, given) == {"top": 7, "only": True, "years": [2021, 2022]}


def test_an_unknown_parameter_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(BadCall, match=r"parameter 'regoin'.*Did you mean 'region'"):
        checked(notebook(tmp_path, 'region: str = "410103"'), {"regoin": "410103"})


@pytest.mark.parametrize("value", ["many", 2.5, True, None])
def test_a_value_of_another_type_is_refused_with_the_help_of_its_line(tmp_path: Path, value: object) -> None:
    with pytest.raises(BadCall, match=r"top = .*expected int \(how many\)"):
        checked(notebook(tmp_path, "top: int = 5  # how many"), {"top": value})


@pytest.mark.parametrize("line", ["import os", "top: int = len('abc')", "top: Frame = 5", "top = ="])
def test_a_parameters_cell_that_would_have_to_be_run_is_an_error_of_the_notebook(
    tmp_path: Path, line: str
) -> None:
    with pytest.raises(ProjectError, match="parameters cell, line 1"):
        declared(notebook(tmp_path, line))


def test_a_region_without_reports_is_refused_with_the_nearest_places_that_have_some() -> None:
    with pytest.raises(BadCall) as refused:
        check_place("410104", 2022, PLACES)
    assert refused.value.expected.index("410103 河南省 郑州市 二七区 (2022)") < refused.value.expected.index(
        "640302"
    )


def test_a_place_given_by_name_is_answered_with_its_code() -> None:
    with pytest.raises(BadCall, match=r"near it: 630203101 青海省 海东市 平安区 古城回族乡 \(2022\)\. "):
        check_place("古城", None, PLACES)


def test_a_year_without_reports_is_refused_with_the_years_that_have_some() -> None:
    with pytest.raises(BadCall, match=r"no report of the year 2023.*640302 .*\(2021, 2022\)"):
        check_place("640302", 2023, PLACES)


def test_a_place_with_reports_passes() -> None:
    check_place("640302", 2021, PLACES)
