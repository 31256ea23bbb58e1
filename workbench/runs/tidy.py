"""Takes out of an executed notebook whatever differs between two equal runs: times, paths, random ids.

In comes the notebook as plain JSON, out goes the same with papermill's and nbclient's records removed, cell
and widget ids numbered in order, and the folders of this machine replaced by short names. Figures are never
touched.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any

# papermill marks a failed notebook with cells of its own; our page shows the error in a better way.
MARKER_TAG = "papermill-error-cell-tag"
KERNEL_FILE = re.compile(r"/[\w./-]*ipykernel_\d+/\d+\.py")
SIGNS = ("/", os.sep, "at 0x")  # a text without any of them names no folder, file or address
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")
MODEL_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
WIDGETS = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"


def tidy(notebook: dict[str, Any], folders: Mapping[str, str]) -> dict[str, Any]:
    """The notebook without what is random or local. `folders`: path to be replaced → what stands for it."""
    cells = [cell for cell in notebook["cells"] if MARKER_TAG not in cell["metadata"].get("tags", ())]
    for number, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{number}"
        for record in ("papermill", "execution"):
            cell["metadata"].pop(record, None)
        if "outputs" in cell:
            cell["outputs"] = [_local(output, folders) for output in cell["outputs"]]
    notebook["metadata"].pop("papermill", None)
    notebook["cells"] = cells
    return _numbered_widgets(notebook)


def _local(value: Any, folders: Mapping[str, str]) -> Any:
    """The output with this machine's folders, the kernel's temporary files and memory addresses replaced."""
    if isinstance(value, dict):
        return {key: _local(item, folders) for key, item in value.items()}
    if isinstance(value, list):
        return [_local(item, folders) for item in value]
    if not isinstance(value, str) or not any(sign in value for sign in SIGNS):
        return value
    for folder, name in folders.items():
        value = value.replace(folder, name)
    # Looked for as they are first: a table's download is a hundred kilobytes of letters and slashes.
    if "ipykernel_" in value:
        value = KERNEL_FILE.sub("<cell>", value)
    return ADDRESS.sub("at 0x…", value) if "at 0x" in value else value


def _numbered_widgets(notebook: dict[str, Any]) -> dict[str, Any]:
    """Widget models get `widget-1`, `widget-2`, … in the order in which the notebook shows and joins them."""
    held = notebook["metadata"].get("widgets", {}).get(WIDGETS, {})
    state: dict[str, Any] = held.get("state", {})
    shown = [
        output["data"][VIEW]["model_id"]
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if VIEW in output.get("data", {})
    ]
    order = _in_order(shown, state)
    if not order:
        return notebook
    if state:
        held["state"] = {model: state[model] for model in order if model in state}
    names = {model: f"widget-{number}" for number, model in enumerate(order, 1)}
    text = json.dumps(notebook, ensure_ascii=False)
    renamed: dict[str, Any] = json.loads(MODEL_ID.sub(lambda m: names.get(m.group(), m.group()), text))
    return renamed


def _in_order(shown: list[str], state: dict[str, Any]) -> list[str]:
    """The shown models, each followed by those it names; last the ones that nobody names, by what they hold."""
    rest = sorted(state, key=lambda model: MODEL_ID.sub("", json.dumps(state[model], sort_keys=True)))
    order: list[str] = []
    waiting = [*shown, *rest][::-1]
    while waiting:
        model = waiting.pop()
        if model not in order:
            order.append(model)
            named = MODEL_ID.findall(json.dumps(state.get(model, {}), sort_keys=True))
            waiting.extend(reversed(named))
    return order
