"""The packages of the extra `export`, loaded when they are needed; without them a person is told how to get them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from workbench.errors import BadCall

PACKAGES = {
    "xlsxwriter": "XlsxWriter",
    "pyreadstat": "pyreadstat",
    "docx": "python-docx",
    "pyarrow": "pyarrow",
}


def has(module: str) -> bool:
    """Whether the package is installed; it is not loaded."""
    return find_spec(module) is not None


def need(module: str) -> Any:
    """The module. Raises BadCall when its package is not installed."""
    if not has(module):
        raise BadCall(
            where="export",
            found=f"no package {PACKAGES.get(module, module)}",
            expected="the extra `export`",
            todo="Install it: make setup EXTRAS=export, or: pip install 'ogi-workbench[export]'",
        )
    return import_module(module)
