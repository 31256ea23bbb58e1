"""Keys for who has no mouse: in the explorer and the review a key means what it means in a form, and focus is seen.

JupyterLab takes arrows and letters as commands of the notebook, also while a list has the focus: an arrow would leave
it, `d d` would delete the cell. What is pressed inside stays inside, except Escape and combinations with Ctrl or Cmd.
"""

from __future__ import annotations

from typing import Any

import anywidget

INSIDE = "workbench-keys"
LISTEN = f"""
function render({{ el }}) {{
  requestAnimationFrame(() => {{
    el.closest(".{INSIDE}")?.addEventListener("keydown", (event) => {{
      if (event.key !== "Escape" && !event.ctrlKey && !event.metaKey) event.stopPropagation();
    }});
  }});
}}
export default {{ render }};
"""
# The class three times: JupyterLab's own rules, which take the outline away, are as specific as that.
SEEN = f"{3 * f'.{INSIDE}'} :focus-visible {{ outline: 2px solid #D4501A !important; outline-offset: 1px; }}"


class Keys(anywidget.AnyWidget):
    """Nothing to see: it listens for the box that it stands in."""

    _esm = LISTEN
    _css = SEEN


def with_keys(box: Any) -> None:
    """The box, with its children already in it, keeps its keys."""
    box.add_class(INSIDE)
    box.children = (*box.children, Keys())
