"""The store keeps what was read, exactly; later versions of its columns and two writers do it no harm."""

from __future__ import annotations

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake

from tests.specimens.figures import seeded
from tests.specimens.html_site import html_site
from tests.specimens.report import Value, plain_report
from workbench.errors import StoreError
from workbench.report import read_bytes
from workbench.store import Read, Store, commits
from workbench.store.schema import ABSENT, TABLES, cell_columns

CELLS = list(cell_columns())


def read(path: str, seed: int = 1, **changed: Value) -> Read:
    cells = {**seeded(seed), **{name.replace("__", "."): value for name, value in changed.items()}}
    content = html_site(plain_report(cells), None)
    return Read(path, len(content), 1, read_bytes(content, path))


def stored(folder: Path, *reads: Read) -> Store:
    store = Store(str(folder / "store"))
    store.save(list(reads), "1")
    return store


def row(store: Store, path: str) -> dict[str, Any]:
    return store.documents().filter(path=path).collect().row(0, named=True)


def test_a_store_that_is_not_there_has_empty_tables(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "none"))
    assert store.documents().collect().schema == TABLES["documents"]
    assert store.known().is_empty() and store.readings(store.known()).is_empty()
    assert not (tmp_path / "none").exists()


def test_every_value_comes_back_as_it_was_read(tmp_path: Path) -> None:
    cells = seeded(2)
    back = row(stored(tmp_path, read("a.html", 2)), "a.html")
    assert {name: back[name] for name in cells} == cells
    assert isinstance(back["proactive.fees.amount"], Decimal)


def test_blank_and_marked_and_absent_cells_stay_null_and_apart(tmp_path: Path) -> None:
    changed: dict[str, Value] = {"review__upheld": None, "review__corrected": "/", "review__total": None}
    store = stored(tmp_path, read("a.html", 2, **changed))
    back, order = row(store, "a.html"), store.cell_order()
    state = dict(zip(order, back["states"], strict=True))
    assert back["review.upheld"] is None and back["review.corrected"] is None
    assert state["review.upheld"] == "b" and state["review.corrected"] == "m"
    assert state["requests.other_undivided.total"] == ABSENT


def test_a_value_without_room_in_its_column_stops_nobody(tmp_path: Path) -> None:
    store = stored(tmp_path, read("a.html", 1, proactive__licensing__decisions="9" * 25), read("b.html", 2))
    assert row(store, "a.html")["proactive.licensing.decisions"] is None
    (cells,) = store.readings(store.documents().filter(path="a.html").collect())["cells"]
    assert [c["printed"] for c in cells if c["cell"] == "proactive.licensing.decisions"] == ["9" * 25]


def test_saving_again_replaces_the_row_and_doubles_nothing(tmp_path: Path) -> None:
    store = stored(tmp_path, read("a.html", 1), read("b.html", 2))
    before = store.documents().sort("path").collect()
    store.save([read("a.html", 1), read("b.html", 2)], "1")
    assert store.documents().sort("path").collect().equals(before)
    assert store.readings(before).height == store.texts(before).height == 2


def test_two_readings_of_the_same_bytes_are_kept_apart_by_extractor(tmp_path: Path) -> None:
    store = stored(tmp_path, read("a.html"))
    store.save([read("a.html")], "2")
    documents = store.documents().collect()
    assert documents["extractor"].to_list() == ["2"]
    assert store.readings(documents)["extractor"].to_list() == ["2"]


def test_amending_touches_only_what_it_names(tmp_path: Path) -> None:
    store = stored(tmp_path, read("a.html", 1), read("b.html", 2))
    before = row(store, "a.html")
    store.amend(pl.DataFrame({"path": ["a.html"], "size": [5], "mtime_ns": [6], "present": [False]}))
    assert row(store, "a.html") == {**before, "size": 5, "mtime_ns": 6, "present": False}
    assert row(store, "b.html")["present"]


def _without(folder: Path, column: str) -> Store:
    """The store as a version made it that did not know this column."""
    store = stored(folder, read("a.html", 2))
    older = store.documents().collect().drop(column)
    shutil.rmtree(folder / "store" / "documents")
    write_deltalake(f"{store.at}/documents", older)
    return store


def test_an_older_store_is_read_with_nulls(tmp_path: Path) -> None:
    store = _without(tmp_path, "review.total")
    assert store.documents().collect().schema == TABLES["documents"]
    assert row(store, "a.html")["review.total"] is None


def test_an_older_store_is_written_after_its_new_columns_are_put_last(tmp_path: Path) -> None:
    store = _without(tmp_path, "review.total")
    older = row(store, "a.html")
    new = read("b.html", 2)
    store.save([new], "1")
    assert store.cell_order() == [*(name for name in CELLS if name != "review.total"), "review.total"]
    assert row(store, "a.html") == older
    letters = dict(zip(store.cell_order(), row(store, "b.html")["states"], strict=True))
    assert letters["review.total"] == "n"
    report = cast("dict[str, Any]", new.report)
    assert row(store, "b.html")["review.total"] == report["cells"]["review.total"]["value"]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (pl.lit(1).alias("of a later version"), "does not know: of a later version"),
        (pl.lit("x").alias("year"), "in another type: year"),
    ],
)
def test_a_store_of_another_kind_is_refused_and_left_alone(
    tmp_path: Path, column: pl.Expr, message: str
) -> None:
    store = stored(tmp_path, read("a.html"))
    other = store.documents().collect().with_columns(column)
    shutil.rmtree(tmp_path / "store" / "documents")
    write_deltalake(f"{store.at}/documents", other)
    version = DeltaTable(f"{store.at}/documents").version()
    for use in (lambda: store.known(), lambda: store.save([read("b.html")], "1")):
        with pytest.raises(StoreError, match=message):
            use()
    assert DeltaTable(f"{store.at}/documents").version() == version


def test_a_broken_store_is_told_in_one_sentence(tmp_path: Path) -> None:
    store = stored(tmp_path, read("a.html"))
    for log in (tmp_path / "store" / "documents" / "_delta_log").glob("*.json"):
        log.write_text("{")
    with pytest.raises(StoreError, match="data/processed/ can be made anew"):
        store.known()


def test_two_writers_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    store = stored(tmp_path, read("start.html"))
    code = (
        "import sys; from tests.test_store import *; store = Store(sys.argv[1])\n"
        "for n in range(6): store.save([read(f'{sys.argv[2]}{n}.html', n)], '1')"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", code, store.at, name], cwd=Path(__file__).parent.parent)
        for name in "ab"
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    expected = sorted(["start.html", *(f"{name}{n}.html" for name in "ab" for n in range(6))])
    assert sorted(store.known()["path"]) == expected


def test_the_first_rows_of_a_writer_replace_none_that_another_has_brought_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table was empty when the slower one looked."""
    at = str(tmp_path / "store")

    def slowly(*given: Any) -> None:
        monkeypatch.undo()
        Store(at).save([read("a.html", 1), read("b.html", 2)], "1")
        commits.fill(*given)

    monkeypatch.setattr("workbench.store.fill", slowly)
    Store(at).save([read("a.html", 3), read("c.html", 3)], "1")
    found = Store(at).documents().select("path", "requests.received.total").sort("path").collect()
    assert found.rows() == [
        (f"{name}.html", seeded(seed)["requests.received.total"])
        for name, seed in (("a", 3), ("b", 2), ("c", 3))
    ]


@pytest.mark.parametrize("name", ["with space", "某县 2024", "100%", "a#b?c"])
def test_a_store_may_lie_in_a_folder_of_any_common_name(tmp_path: Path, name: str) -> None:
    store = stored(tmp_path / name, read("a.html"))
    store.save([read("b.html", 2)], "1")
    assert sorted(store.known()["path"]) == ["a.html", "b.html"]
    assert store.readings(store.known()).height == 2


@pytest.mark.parametrize("name", ["a[1]", "100%20", "a|b", "a\nb"])
def test_a_folder_that_the_library_breaks_on_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="Rename the folder"):
        Store(str(tmp_path / name))
