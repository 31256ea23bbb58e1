"""What the set-up promises: locked with hashes, no addresses, the same Python everywhere, every target explained."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CORE: list[str] = PROJECT["project"]["dependencies"]
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
BUILD = GROUPS["build"]
TEST = CORE + BUILD + GROUPS["test"]
LOCKS = {"core": CORE + BUILD, "test": TEST, "fuzz": TEST + GROUPS["fuzz"]} | {
    extra: CORE + BUILD + wanted for extra, wanted in EXTRAS.items()
}

# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "files" + r"\.python", "simple/" + "index"))
)
MACHINE_PATHS = re.compile(r"/(?:home|Users|root|work|mnt)/\w")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, list[str]]:
    """Package → its `==` lines in one lock; two where Python versions differ."""
    found: dict[str, list[str]] = {}
    for line in lock(name).splitlines():
        if "==" in line and not line.startswith(" "):
            found.setdefault(line.split("==")[0], []).append(line.rstrip(" \\"))
    return found


def versions(name: str) -> dict[str, set[str]]:
    return {package: {line.split(" ")[0] for line in lines} for package, lines in pins(name).items()}


def tracked() -> list[Path]:
    """The repository's files, new ones too; not what git ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """The file's text; nothing for a binary one."""
    content = path.read_bytes()
    return "" if b"\0" in content[:8192] else content.decode("utf-8", errors="replace")


def test_there_is_a_lock_for_the_core_the_tests_the_fuzzer_and_each_extra() -> None:
    assert {path.stem for path in (ROOT / "requirements").glob("*.txt")} == set(LOCKS)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_a_hash_for_every_package_and_no_address(name: str) -> None:
    text = lock(name)
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(blocks) > 100
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
    assert re.findall(r"^\s*-(?!-hash=sha256:)\S+", text, flags=re.MULTILINE) == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_pyproject_wants(name: str) -> None:
    pinned = pins(name)
    for wanted in map(Requirement, LOCKS[name]):
        lines = pinned.get(canonicalize_name(wanted.name), [])
        assert lines, f"{wanted.name} is not in requirements/{name}.txt: make lock"
        assert all(wanted.specifier.contains(line.split("==")[1].split(" ")[0]) for line in lines), lines


@pytest.mark.parametrize("name", LOCKS)
def test_every_lock_contains_the_core_in_the_same_versions(name: str) -> None:
    core = versions("core")
    assert {package: versions(name).get(package) for package in core} == core


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    every = {wanted for group in (CORE, *EXTRAS.values(), *GROUPS.values()) for wanted in group}
    assert [wanted for wanted in every if not re.search(rf'"{re.escape(wanted)}",\s+# \S', text)] == []


def test_what_the_package_imports_is_declared() -> None:
    providers = metadata.packages_distributions()
    wanted = [
        *CORE,
        *(name for extra in EXTRAS.values() for name in extra),
    ]  # an extra's import is asked for first
    declared = {canonicalize_name(Requirement(name).name) for name in wanted}
    missing = {
        f"{path.relative_to(ROOT)}: {library}"
        for path in (ROOT / "workbench").rglob("*.py")
        for library in imported(path) - {"workbench"}
        if declared.isdisjoint(map(canonicalize_name, providers.get(library, [library])))
    }
    assert missing == set()


def imported(path: Path) -> set[str]:
    """Top-level names that a file imports, without those of the standard library."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names


def test_all_places_agree_on_the_lowest_python() -> None:
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert PROJECT["tool"]["ruff"]["target-version"] == "py311"
    assert PROJECT["tool"]["mypy"]["python_version"] == "3.11"
    assert "--python-version 3.11" in (ROOT / "requirements" / "lock.sh").read_text()
    assert "(3, 11)" in (ROOT / "requirements" / "install.sh").read_text()
    assert "LOWEST_PYTHON = (3, 11)" in (ROOT / "workbench" / "doctor.py").read_text()


def test_bare_make_lists_every_target_with_its_line() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert targets
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [line.split()[1] for line in shown.splitlines()] == targets[1].split()
    assert all(len(line.split()) > 3 for line in shown.splitlines())


def test_a_second_set_up_has_nothing_to_do(tmp_path: Path) -> None:
    """With all stamps newer than their sources, `make run` starts no installation."""
    for name in ("Makefile", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    for name in ("requirements/install.sh", "requirements/core.txt", "requirements/test.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    planned = subprocess.run(
        ["make", "--no-print-directory", "-n", "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "install.sh core" in planned.stdout
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".installed-test").touch()
    planned = subprocess.run(
        ["make", "--no-print-directory", "-n", "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "install.sh" not in planned.stdout, "a .venv/ with the tests in it already holds the core"


def test_an_old_python_or_one_without_venv_is_told_in_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    bare = tmp_path / "python-bare"
    bare.write_text('#!/bin/sh\ncase "$2" in *version_info*) exit 0;; esac\nexit 1\n')
    for script in (old, bare):
        script.chmod(0o755)
    assert "found Python 3.9.2" in set_up_with(old, tmp_path)
    assert "apt-get install python3-venv" in set_up_with(bare, tmp_path)
    assert "found no /no/python" in set_up_with(Path("/no/python"), tmp_path)


def set_up_with(python: Path, scratch: Path) -> str:
    """What set-up says in an empty copy of the checkout, on a machine without uv."""
    script = scratch / "requirements" / "install.sh"
    script.parent.mkdir(exist_ok=True)
    script.write_bytes((ROOT / "requirements" / "install.sh").read_bytes())
    tools = scratch / "bin"
    tools.mkdir(exist_ok=True)
    if not (tools / "dirname").exists():
        (tools / "dirname").symlink_to(shutil.which("dirname") or "")
    environment = {"PATH": str(tools), "PYTHON": str(python)}
    done = subprocess.run(
        ["/bin/sh", str(script), "core"], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 1
    return done.stderr


def test_the_kernelspec_is_in_this_environment_and_names_no_machine() -> None:
    place = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "workbench"
    spec = json.loads((place / "kernel.json").read_text(encoding="utf-8"))
    assert spec["display_name"] == "Workbench"
    assert spec["argv"] == ["python", "{resource_dir}/launch.py", "-f", "{connection_file}"]
    assert (place / "launch.py").is_file()


def test_no_file_holds_a_machines_path_or_a_registry() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        for pattern in (REGISTRIES, MACHINE_PATHS)
        for match in [pattern.search(text_of(path))]
        if match
    ]
    assert wrong == []
