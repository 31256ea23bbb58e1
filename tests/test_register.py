"""register.csv: what is accepted, and what is refused with the line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.register import REGISTER, REGISTER_COLUMNS, read_register

SHA = "0" * 64


def written(folder: Path, text: str) -> Path:
    path = folder / "register.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_register_is_an_empty_one(tmp_path: Path) -> None:
    assert read_register(tmp_path / "register.csv").schema == REGISTER


def test_rows_are_typed_and_know_their_line(tmp_path: Path) -> None:
    text = 'path,year,published,note\na.pdf,2022,2023-01-31,"one, two"\n\nb.pdf,,,\n'
    register = read_register(written(tmp_path, text))
    assert register.schema == REGISTER
    assert register["line"].to_list() == [2, 4]
    first, second = register.iter_rows(named=True)
    assert (first["year"], first["published"], first["note"]) == (2022, date(2023, 1, 31), "one, two")
    assert second["year"] is None and second["place"] is None


def test_what_a_spreadsheet_saves_is_read(tmp_path: Path) -> None:
    """Byte order mark and CRLF, as spreadsheets write "CSV UTF-8"."""
    path = tmp_path / "register.csv"
    path.write_bytes(
        (
            "\ufeff" + ",".join(REGISTER_COLUMNS) + "\r\na.pdf" + "," * (len(REGISTER_COLUMNS) - 1) + "\r\n"
        ).encode()
    )
    assert read_register(path)["path"].to_list() == ["a.pdf"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("path,plaec\n", r"line 1: found column 'plaec'.*Did you mean 'place'"),
        ("place,year\n", "line 1: .*path or sha256 among them"),
        ("path,path\n", "line 1: .*each column once"),
        ("path,year\na.pdf,2022\nb.pdf,MMXXII\n", "line 3: found year 'MMXXII'; expected a year"),
        ("path,year\na.pdf,1999\n", "line 2: found year '1999'"),
        ("path,place\na.pdf,4101\n", "line 2: found place '4101'; expected a region code of 6 digits"),
        ("path,level\na.pdf,city\n", "line 2: .*one of: national, province, prefecture"),
        ("path,scope\na.pdf,all\n", "line 2: .*own, consolidated, unknown"),
        ("path,use\na.pdf,duplicate\n", "line 2: .*duplicate_of:ID"),
        ("path,published\na.pdf,2023/1/31\n", "line 2: .*a date, as in 2023-01-31"),
        ("path,sha256\na.pdf,abc\n", "line 2: .*64 digits"),
        ("path,ground\na.pdf,local order\n", "line 2: .*law, or local order: SOURCE"),
        ("path,body,ground\n,410103001.township,law\n", "line 2: .*body, place and ground"),
        ("path\n../a.pdf\n", "line 2: .*a path inside data/raw/"),
        ("path,year\n,2022\n", "line 2: found neither path nor sha256"),
        ("path,year\na.pdf\n", "line 2: found 1 values fewer than columns"),
        ("path,year\na.pdf,2022,x\n", "line 2: found 1 values more than columns"),
        ("path,year\na.pdf,2022\na.pdf,2023\n", "line 3: found path 'a.pdf', which line 2 has too"),
        (f"sha256\n{SHA}\n{SHA}\n", "line 3: found sha256"),
        ('path,note\na.pdf,"open\n', "unexpected end of data|quotation marks"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(WorkbenchError, match=message):
        read_register(written(tmp_path, text))


def test_a_register_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_bytes("path,note\na.pdf,说明\n".encode("gb18030"))
    with pytest.raises(WorkbenchError, match="no UTF-8"):
        read_register(tmp_path / "register.csv")


def test_the_shipped_register_is_right(repository: Path) -> None:
    shipped = read_register(repository / "data" / "raw" / "register.csv")
    assert set(shipped["use"]) == {"sample"}
    assert all((repository / "data" / "raw" / path).is_file() for path in shipped["path"])
