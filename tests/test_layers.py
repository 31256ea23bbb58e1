"""Who may import whom, and who owns which big library: read from the syntax tree and tried in a fresh process."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "workbench"

# A unit is a module of the package or a folder in it. It imports from the levels before its own and, inside its
# level, from what stands left of it. A group in round brackets counts as one place: its members do not know each other.
LEVELS: dict[str, list[str | tuple[str, ...]]] = {
    "1 words and places": [
        "errors",
        "asking",
        "quickstart",
        "text",
        "project",
        "fonts",
        "data_files",
        "processes",
    ],
    "2 the form, the files": [("form", "readers")],
    "3 matching": ["sections", "published", "outline", "match", "quantities", "telling", "claims"],
    "4 proof and place": ["digits", "proof", "divisions", "issuer"],
    "5 one report": ["loss", "shape", "report"],
    "6 keeping": ["packing", "guard", "store", "cluster", "ingest"],
    "7 frames": [
        "register",
        "corrections",
        "bodies",
        "across",
        "duplicates",
        "frames",
        "orders",
        "expected",
        "areas",
        "review",
    ],
    "8 measures": [
        "methods",
        "dictionary",
        "basis",
        "totals",
        "reasons",
        "rates",
        "gathered",
        "measures",
        "series",
        "panels",
        "peers",
        "units",
        "growth",
        "quality",
        "peer_facts",
        "standing",
        "ranking",
        "children",
        "themes",
        "similarity",
        "told",
    ],
    "9 showing": [
        "dictionary_table",
        "wording",
        "kept",
        "parameters",
        "sparklines",
        "tables",
        "matrix",
        "page_tables",
        "years_table",
        "charts",
        "page_states",
        "page_years",
        "page_choice",
        "page_quality",
        "page_panel",
        "sentences",
        "page_peers",
        "page_text",
        "page_overview",
        "page_narrative",
        "exports",
        "release",
        "page_parts",
    ],
    "10 exploring": ["source_view", "explorer"],
    "11 running": ["runs", "doctor", "commands", "cli", "lab", "__main__"],
}

# A reading child must stay small: these run in it.
LEVELS_WITHOUT_POLARS = 5
ALSO_WITHOUT_POLARS = "guard"

OWNERS = {
    "pypdfium2": tuple(
        f"readers/pdfium{part}.py" for part in ("", "_calls", "_glyphs", "_hidden", "_paths", "_shapes")
    ),
    "pdfminer": ("readers/pdfminer.py", "readers/pdfminer_drawn.py"),
    "lxml": ("readers/",),
    "rapidocr": ("readers/recogniser.py",),
    "cv2": ("readers/picture.py",),
    "PIL": ("readers/scan.py",),
    "pebble": ("ingest.py", "ingest/", "guard.py"),
    "deltalake": ("store.py", "store/"),
    "dask": ("cluster.py",),
    "distributed": ("cluster.py",),
    "altair": ("charts/",),
    "ipywidgets": ("explorer/",),
    "anywidget": ("explorer/", "charts/hearing.py"),
    "papermill": ("runs/",),
    "nbclient": ("runs/",),
    "nbformat": ("runs/",),
    "ipykernel": ("runs/",),
    "vl_convert": ("runs/", "exports/pictures.py", "source_view/drawing.py"),
    "click": ("cli.py", "commands/"),
    "scipy": ("methods/special.py",),
    "sklearn": ("similarity.py",),
}


def test_every_module_has_its_place_in_the_levels() -> None:
    found = {_unit(path) for path in _modules()} - {"__init__"}
    assert found == set(_places()), "a module without a level, or a level that names no module"


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_shows_the_same_levels(readme: str) -> None:
    rows = re.findall(
        r"^\| (\d+) \| (`.+?) \|", (PACKAGE.parent / readme).read_text(encoding="utf-8"), re.MULTILINE
    )
    shown = {
        int(level): {name.rstrip("/") for name in re.findall(r"`(.+?)`", names)} for level, names in rows
    }
    assert shown == {
        level: {unit for unit, place in _places().items() if place[0] == level} - {"__main__"}
        for level in range(1, len(LEVELS) + 1)
    }


def test_a_module_imports_only_from_before_it() -> None:
    places = _places()
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {unit}"
        for path in _modules()
        if (own := _unit(path)) != "__init__"  # it hands names on when asked, and imports nothing: see below
        for line, unit in _own_imports(path)
        if unit != own and places[unit] >= places[own]
    ]
    assert wrong == []


def test_each_big_library_has_one_owner() -> None:
    strangers = [
        f"{path.relative_to(PACKAGE)}:{line} imports {library}"
        for path in _modules()
        for line, library in _imports(path)
        if library in OWNERS and not str(path.relative_to(PACKAGE)).startswith(OWNERS[library])
    ]
    assert strangers == []


def test_the_levels_up_to_one_report_and_the_guard_import_no_polars() -> None:
    """At run time, so through others too; and neither numpy nor altair, which make a child slow and large."""
    small = {unit for unit, place in _places().items() if place[0] <= LEVELS_WITHOUT_POLARS} | {
        ALSO_WITHOUT_POLARS
    }
    names = [_name(path) for path in _modules() if _unit(path) in small]
    assert len(names) > len(small)
    assert _loaded_after(*names) & {"polars", "altair", "papermill", "deltalake"} == set()


def test_the_package_itself_imports_nothing() -> None:
    assert {name for name in _loaded_after("workbench") if name.startswith("workbench.")} == set()


def test_the_command_line_starts_without_a_big_library() -> None:
    big = {"polars", *OWNERS} - {"click"}
    assert _loaded_after("workbench.cli") & big == set()


def _modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _unit(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def _name(path: Path) -> str:
    return ".".join(["workbench", *path.relative_to(PACKAGE).with_suffix("").parts]).removesuffix(".__init__")


def _places() -> dict[str, tuple[int, int]]:
    return {
        unit: (number, place)
        for number, level in enumerate(LEVELS.values(), 1)
        for place, group in enumerate(level)
        for unit in ((group,) if isinstance(group, str) else group)
    }


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and top-level name of each import, inside functions and for type checkers too."""
    for line, name in _full_imports(path):
        yield line, name.split(".")[0]


def _own_imports(path: Path) -> Iterator[tuple[int, str]]:
    for line, name in _full_imports(path):
        if name.startswith("workbench."):
            yield line, name.split(".")[1]


def _full_imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "workbench" else [module]
            yield from ((node.lineno, name) for name in names)


def _loaded_after(*modules: str) -> set[str]:
    """Names in sys.modules of a fresh process that imported these modules."""
    program = f"import {', '.join(modules)}, sys; print('\\n'.join(n for n, m in sys.modules.items() if m))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())
