"""A press of a button that is told once all that was typed before it has arrived.

A browser holds back what is typed while the kernel is busy with an earlier letter, but sends a press of a button at
once: on a slow machine a press would come before the end of the words, and the rest would fall into the next form. So
a press is sent to the browser and back: what was held back is sent when the earlier letter is done, which is before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.charts.hearing import HEAR, Hearing

BACK = (
    HEAR
    + """
function initialize({ model }) {
  model.on("msg:custom", (message) => model.send(message));
  hear(model);
}
export default { initialize };
"""
)


class Settled(Hearing):
    """Nothing to see: `press` comes back as a call of `told`."""

    _esm = BACK

    def __init__(self, told: Callable[[dict[str, Any]], None]) -> None:
        super().__init__()
        self.on_msg(lambda _, content, __: told(content) if "name" in content else None)

    def press(self, **what: Any) -> None:
        self.send(what)
