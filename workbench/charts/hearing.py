"""Widgets of anywidget that go on hearing the kernel, however slow the browser was when they came to life.

anywidget waits two seconds for a widget's module; if it was not read by then, every later message is dropped, for
good. So the module, once it is read, takes the messages itself, past the wait, and asks for what it may have missed.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import anywidget
import traitlets

# The last prototype with a handler of its own is that of ipywidgets' models, which waits for nothing.
HEAR = """
async function hear(model) {
  const real = await model.widget_manager.get_model(model.get("me"));
  if (!real.comm) return;  // a saved notebook: nobody is there to ask
  let plain = null;
  for (let one = real; one; one = Object.getPrototypeOf(one)) {
    if (Object.hasOwn(one, "_handle_comm_msg")) plain = one._handle_comm_msg;
  }
  real.comm.on_msg(plain.bind(real));
  await new Promise((told) => {
    model.on("msg:custom", (message) => message.told && told());
    model.send({ missed: true });
  });
  await real.state_change;
}
"""


class Hearing(anywidget.AnyWidget):
    """What such a widget is first of all; `me` is its own id, by which its module finds it. `missed` are the names of
    the traits that are sent again when the module asks."""

    me = traitlets.Unicode().tag(sync=True)
    missed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **given: Any) -> None:
        me = uuid4().hex
        super().__init__(*args, model_id=me, me=me, **given)
        self.on_msg(lambda _, content, __: self._hear(content))

    def _hear(self, content: dict[str, Any]) -> None:
        if content.get("missed"):
            if self.missed:
                self.send_state(list(self.missed))
            self.send({"told": True})
