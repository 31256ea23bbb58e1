"""The recogniser of text in pictures (rapidocr of the `ocr` extra), loaded once in a process; no network is used.

Its models have 30 MB and lie in its package. It says nothing on the terminal.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

THREADS = 2
SPINNING = "session.intra_op.allow_spinning"
# Colours, height and least width of what is recognised: half of what rapidocr pads numbers to.
SHAPE = (3, 48, 160)


@cache
def recogniser() -> Any:
    """The loaded recogniser: called with a picture in colours it finds text, `recognize_txt` reads pieces cut out."""
    from rapidocr import RapidOCR

    _let_threads_sleep()
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": 4000,
            "Rec.rec_img_shape": list(SHAPE),
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        }
    )


def _let_threads_sleep() -> None:
    """Threads that have nothing to do turn in circles by default, and keep the processor from who has: a third of the
    computing on a busy machine, as where two children read scans. rapidocr has no setting for it."""
    from rapidocr.inference_engine.onnxruntime import main as sessions

    class Calm(sessions.SessionOptions):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.add_session_config_entry(SPINNING, "0")

    vars(sessions)["SessionOptions"] = Calm
