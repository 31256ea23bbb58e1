"""Changes files at random, guided by which lines of ours they reach, until a reader or the aligner breaks.

`python -m tools.fuzz [MINUTES] [TARGET…]` (make fuzz). Each target runs in a process of its own from a small corpus of
made-up reports; what a reader may do with a bad file is to say Unreadable. A file that does more lands in
build/fuzz/TARGET/ and ends the run with 1: make it small, and make it a test.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import pkgutil
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

FOLDER = Path("build/fuzz")
MEMORY_MB, SECONDS = 2000, 20  # of one file, before it counts as a finding
LARGEST = 200_000  # bytes

Target = Callable[[bytes], object]


def main() -> int:
    words = sys.argv[1:]
    if words[:1] == ["--one"]:
        return _fuzz(words[1], float(words[2]))
    minutes = float(words[0]) if words else 2.0
    wanted = words[1:] or list(CORPUS)
    found = [name for name in wanted if _broken(name, minutes)]
    print("Findings in:", ", ".join(str(FOLDER / name) for name in found) if found else "none")
    return 1 if found else 0


def _broken(name: str, minutes: float) -> bool:
    from tests.specimens import rendered
    from tests.specimens.figures import seeded
    from tests.specimens.report import plain_report

    corpus = FOLDER / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for layout in CORPUS[name]:
        for seed in (1, 3):
            content = rendered(layout, [plain_report(seeded(seed))], [seed])[0]
            (corpus / f"{layout}-{seed}").write_bytes(_unpacked(content) if name == "docx" else content)
    command = [sys.executable, "-m", "tools.fuzz", "--one", name, str(minutes * 60)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "DONE" in line or "ERROR" in line or "Error" in line]
    print(f"{name}: {said[-1] if said else f'exit code {done.returncode}'}", flush=True)
    return done.returncode != 0


def _fuzz(name: str, seconds: float) -> int:
    import atheris  # type: ignore[import-untyped]

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with atheris.instrument_imports(include=["workbench"]):
        target = _target(name)
    options = [
        f"-max_total_time={seconds:.0f}",
        f"-timeout={SECONDS}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={LARGEST}",
        f"-artifact_prefix={FOLDER / name}/",
    ]
    # New files go to a folder of their own, so that the corpus stays as small as it was made.
    reached = FOLDER / name / "reached"
    reached.mkdir(parents=True, exist_ok=True)
    atheris.Setup([sys.argv[0], *options, str(reached), str(FOLDER / name / "corpus")], _Tried(target))
    atheris.Fuzz()
    return 0


class _Tried:
    """The target as libFuzzer calls it: being refused is no finding."""

    def __init__(self, target: Target) -> None:
        self.target = target

    def __call__(self, data: bytes) -> None:
        from workbench.errors import Unreadable

        with contextlib.suppress(Unreadable):
            self.target(data)


def _target(name: str) -> Target:
    import workbench.readers

    for module in pkgutil.walk_packages(workbench.readers.__path__, "workbench.readers."):
        with contextlib.suppress(ImportError):  # of an extra that is not here
            importlib.import_module(module.name)  # they are imported late, and only here seen by atheris
    from workbench.readers import read_document
    from workbench.report import read_bytes

    if name == "docx":
        return lambda data: read_document(_packed(data), "a.docx")
    if name == "aligner":
        return _aligned
    if name == "report":
        return lambda data: read_bytes(data, "a.txt")
    if name == "pdfminer":
        return lambda data: read_document(data, "a.pdf", "pdfminer")
    ending = {"markdown": "a.md"}.get(name, "a")
    return lambda data: read_document(data, ending)


def _unpacked(word: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml")


def _packed(xml: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return buffer.getvalue()


def _aligned(data: bytes) -> None:
    """Rows of the file's lines against each edition: what is matched must be provable without an exception."""
    from workbench.form import EDITIONS, load_edition
    from workbench.match import match
    from workbench.match.rows import rows_of
    from workbench.proof import prove
    from workbench.readers.plain import read_plain

    document = read_plain(data, "a.md")
    for name in EDITIONS:
        edition = load_edition(name)
        prove(match(document, edition, rows_of(document)).cells, edition)


CORPUS = {
    "pdfium": ["pdf_drawn"],
    "pdfminer": ["pdf_plain"],
    "docx": ["docx"],
    "html": ["html_paragraphs"],
    "text": ["text_pdf", "text_cells", "text_lines"],
    "markdown": ["markdown_tabs", "markdown_pipes"],
    "aligner": ["markdown_pipes", "text_lines"],
    "report": ["text_glued", "text_cells"],
}


if __name__ == "__main__":
    sys.exit(main())
