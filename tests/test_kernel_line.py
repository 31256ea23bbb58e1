"""The line to a fork server, whoever speaks on it first: the server, or the kernel that it has forked."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from workbench.runs.kernel import line

FORKED, BOUND = {"id": 0, "pid": 7}, {"id": 0, "bound": True}


@contextmanager
def line_on_which_is_said(*messages: dict[str, Any]) -> Iterator[line.Line]:
    """One after the other, a moment apart, as two processes speak."""
    ours, theirs = socket.socketpair()
    said = [threading.Timer(0.1 * n, theirs.sendall, [json.dumps(each).encode() + b"\n"])
            for n, each in enumerate(messages)]  # fmt: skip
    with theirs, ours:
        for each in said:
            each.start()
        yield line.Line(ours)
        for each in said:
            each.join()


@pytest.mark.parametrize("messages", [(FORKED, BOUND), (BOUND, FORKED)])
def test_a_kernel_may_say_that_it_is_bound_before_its_server_tells_of_it(
    messages: tuple[dict[str, Any], ...],
) -> None:
    with line_on_which_is_said(*messages) as asked:
        assert asked.fork([], os.environ, "/").pid == 7


def test_a_kernel_that_ends_before_it_is_bound_is_none() -> None:
    with (
        line_on_which_is_said({"id": 0, "pid": 2**30}, {"ended": 2**30, "code": 1}) as asked,
        pytest.raises(line.NoFork, match="ended at once"),
    ):
        asked.fork([], os.environ, "/")


def test_what_a_server_refuses_is_told() -> None:
    with (
        line_on_which_is_said({"id": 0, "refused": "2 threads in the fork server"}) as asked,
        pytest.raises(line.NoFork, match="2 threads"),
    ):
        asked.fork([], os.environ, "/")
