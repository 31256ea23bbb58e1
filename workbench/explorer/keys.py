"""Keys for who has no mouse: in the explorer and the review a key means what it means in a form, and focus is seen.

JupyterLab takes arrows and letters as commands of the notebook, also while a list has the focus: an arrow would leave
it, `d d` would delete the cell. What is pressed inside stays inside, except Escape and combinations with Ctrl or Cmd.
The box also says its language, by which a browser chooses among Chinese and Japanese signs, and a voice its sounds.
"""

from __future__ import annotations

from typing import Any

import traitlets

from workbench.charts.hearing import HEAR, Hearing

INSIDE = "workbench-keys"
TAGS = {"zh": "zh-CN", "en": "en"}
LISTEN = (
    HEAR
    + f"""
function render({{ model, el }}) {{
  requestAnimationFrame(() => {{
    const box = el.closest(".{INSIDE}");
    if (!box) return;
    box.addEventListener("keydown", (event) => {{
      if (event.key !== "Escape" && !event.ctrlKey && !event.metaKey) event.stopPropagation();
    }});
    const speak = () => {{ box.lang = model.get("lang"); }};
    model.on("change:lang", speak);
    speak();
  }});
}}
export default {{ initialize: ({{ model }}) => {{ hear(model); }}, render }};
"""
)
# The class three times: JupyterLab's own rules, which take the outline away, are as specific as that.
SEEN = f"{3 * f'.{INSIDE}'} :focus-visible {{ outline: 2px solid #D4501A !important; outline-offset: 1px; }}"


class Keys(Hearing):
    """Nothing to see: it listens for the box that it stands in."""

    _esm = LISTEN
    _css = SEEN
    missed = ("lang",)
    lang = traitlets.Unicode().tag(sync=True)

    def speak(self, lang: str) -> None:
        """The box is in that language from now on."""
        self.lang = TAGS[lang]


def with_keys(box: Any, lang: str) -> Keys:
    """The box, with its children already in it, keeps its keys."""
    keys = Keys()
    keys.speak(lang)
    box.add_class(INSIDE)
    box.children = (*box.children, keys)
    return keys
