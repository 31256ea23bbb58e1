"""The package's TOML files: what is kept of them beside the bytecode is what they say, for as long as they say it."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from workbench.data_files import read_toml

NAMES = sorted(file.name for file in files("workbench").iterdir() if file.name.endswith(".toml"))


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of its own with a file in it."""
    folder = tmp_path / "told"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "words.toml").write_text('zh = "报告"\nn = 1\n', encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "told", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_each_file_is_the_same_parsed_and_kept(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    said = tomllib.loads((files("workbench") / name).read_text("utf-8"))
    assert read_toml("workbench", name) == said
    assert read_toml("workbench", name) == said


def test_an_edit_is_seen_and_a_torn_file_is_parsed_anew(package: Path) -> None:
    kept = package / "__pycache__" / "words.toml.json"
    assert read_toml("told", "words.toml") == {"zh": "报告", "n": 1}
    assert json.loads(kept.read_bytes())["content"]["zh"] == "报告"
    kept.write_text('{"of": [', encoding="utf-8")
    assert read_toml("told", "words.toml")["n"] == 1
    (package / "words.toml").write_text('zh = "年报"\nn = 2\n', encoding="utf-8")
    os.utime(package / "words.toml", ns=(1, 1))
    assert read_toml("told", "words.toml") == {"zh": "年报", "n": 2}


def test_nothing_is_kept_where_bytecode_is_not_or_json_has_no_word_for_it(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (package / "words.toml").write_text("day = 2024-01-31\n", encoding="utf-8")
    assert str(read_toml("told", "words.toml")["day"]) == "2024-01-31"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (package / "words.toml").write_text("n = 1\n", encoding="utf-8")
    assert read_toml("told", "words.toml") == {"n": 1}
    assert not list((package / "__pycache__").glob("*words*"))
