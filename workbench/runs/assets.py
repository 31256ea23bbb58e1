"""The Vega bundle that all pages share: `pages/assets/vega.js`, built once by vl-convert and kept until it
changes."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path
from subprocess import run

from workbench.errors import ProjectError
from workbench.project import Project

# In a process of its own: vl-convert is a JavaScript engine with threads, for a file that is made once.
BUILD = "import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle().encode())"


def bundle_path(project: Project) -> Path:
    """Where the shared bundle lies."""
    return project.pages / "assets" / "vega.js"


def ensure_bundle(project: Project) -> Path:
    """The shared bundle, built when it is missing or of another version (one to six seconds)."""
    path = bundle_path(project)
    made_by = f"vl-convert-python {version('vl-convert-python')}"
    mark = f"/* Vega, Vega-Lite and vega-embed, from {made_by} */\n".encode()
    if _begins_with(path, mark):
        return path
    built = run([sys.executable, "-c", BUILD], capture_output=True, check=False)
    if built.returncode or b"vegaEmbed" not in built.stdout:
        raise ProjectError(
            where="vl-convert-python",
            found=f"no Vega bundle ({built.stderr.decode(errors='replace').strip()[-200:]})",
            expected="the JavaScript that draws charts in pages",
            todo="See what is missing with: workbench doctor",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(".vega.js")
    aside.write_bytes(mark + built.stdout)
    os.replace(aside, path)
    return path


def _begins_with(path: Path, mark: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(mark)) == mark
