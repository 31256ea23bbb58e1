"""The form's TOML says what the national form says (国办公开办函〔2021〕30号), and says it once."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from workbench.form import EDITIONS, all_cells, load_edition
from workbench.text import fold


def test_the_form_of_2021_has_200_cells() -> None:
    """10 in section two, 25 rows by 7 columns in section three, 15 in section four."""
    cells = load_edition("2021").standard_cells.values()

    assert Counter(cell.section for cell in cells) == {2: 10, 3: 175, 4: 15}


def test_the_form_of_2021_has_42_sums_and_one_for_the_undivided_row() -> None:
    """25 row sums, 7 column sums, 7 balances, 3 of table four; the row printed in place of three adds one."""
    kinds = Counter(identity.id.split(".")[0] for identity in load_edition("2021").identities)

    assert kinds == {"C1": 25 + 1, "C2": 7, "C3": 7, "C4": 3}


@pytest.mark.parametrize("name", EDITIONS)
def test_every_identity_refers_to_cells_of_the_form(name: str) -> None:
    edition = load_edition(name)

    assert all(id_ in edition.cells for identity in edition.identities for id_ in identity.cells)


@pytest.mark.parametrize("name", EDITIONS)
def test_every_cell_has_labels_in_both_languages_and_a_unit(name: str) -> None:
    for cell in load_edition(name).cells.values():
        assert re.search(r"[\u4e00-\u9fff]", cell.row.zh + cell.column.zh)
        assert cell.row.en and cell.column.en and not re.search(r"[\u4e00-\u9fff]", cell.label_en)
        assert cell.unit in ("count", "cny_10k", "cny")


def test_short_names_fit_stata_and_are_unique() -> None:
    shorts = [cell.short for cell in all_cells().values()]

    assert len(set(shorts)) == len(shorts)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", short) for short in shorts)


@pytest.mark.parametrize("name", EDITIONS)
def test_no_two_rows_of_a_table_share_a_wording(name: str) -> None:
    for table in load_edition(name).tables.values():
        if table.layout == "list":
            continue  # paired in order, since reviews and lawsuits share lines
        wordings = [fold(word) for line in table.rows for word in line.wordings]

        assert len(set(wordings)) == len(wordings), table.id


def test_an_unknown_edition_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="1999"):
        load_edition("1999")
