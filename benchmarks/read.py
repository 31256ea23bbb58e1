"""Cells right and CPU time of `workbench read` beside pdfminer, pdfplumber, camelot, tabula and pandas.

All read the same documents in turns within one sitting, so that a busy machine slows all of them. What the others give
is paired with the form as other_readers.py says. Prints the tables, writes them to benchmarks/results/read.md, and the
first two in short into both READMEs.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.metadata import version
from pathlib import Path

from benchmarks.other_readers import OTHERS, Rows, paired
from tests.specimens import LAYOUTS, rendered
from tests.specimens.figures import seeded
from tests.specimens.report import Cells, plain_report
from tests.test_reals import REALS, gold
from workbench.form import load_edition
from workbench.report import read_bytes

RESULTS = Path(__file__).with_name("results") / "read.md"
PACKAGES = ("pdfminer.six", "pdfplumber", "camelot-py", "tabula-py", "pandas", "pypdfium2", "lxml")
SEEDS = (1, 3, 2)
READINGS = 12  # of each set at least, by each reader
OURS = "workbench read"
RULED = "PDF with ruling lines"
ROOT = Path(__file__).parents[1]
BEGINS, ENDS = "<!-- reading: written by `make bench-read` -->", "<!-- end of reading -->"
READMES = {  # head of the table, and the line above it
    "README.md": (
        "| reader | a real PDF: cells right | wrong | CPU time, ours = 1 | ruled specimens: right | wrong | CPU time |",
        "Measured {day}, all in one run; every figure is in [benchmarks/results/read.md](benchmarks/results/read.md).",
    ),
    "README.zh.md": (
        "| 读取方式 | 一份真实报告：读对的单元格 | 读错 | CPU 用时（本项目＝1） | 有框线样本：读对 | 读错 | CPU 用时 |",
        "{day} 在同一次运行中测得；全部数字见 [benchmarks/results/read.md](benchmarks/results/read.md)。",
    ),
}

Given = Mapping[str, str]


@dataclass(frozen=True)
class Document:
    """A file with the figures that are in it."""

    name: str
    path: Path
    edition: str
    cells: Cells


@dataclass
class Score:
    """Cells right, wrong and missing by section, and the CPU seconds of the fastest turn for each document."""

    right: dict[int, int]
    wrong: dict[int, int]
    missing: dict[int, int]
    called_sure: int
    seconds: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=3, help="how often each document is read (default 3)")
    parser.add_argument("--reports", type=Path, default=os.environ.get("WORKBENCH_REPORTS"))
    asked = parser.parse_args()
    if asked.reports is not None and not (asked.reports / "reports" / REALS[0].file).is_file():
        parser.error(
            f"{asked.reports}: found no reports/{REALS[0].file}; name the folder of WORKBENCH_REPORTS"
        )
    warnings.simplefilter("ignore")
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - the libraries' own remarks, hundreds of lines
    with tempfile.TemporaryDirectory() as folder:
        sets = documents(Path(folder), asked.reports)
        measured = {name: scored(docs, turns_of(docs, asked.turns)) for name, docs in sets.items()}
    parts = [part for name, docs in sets.items() for part in table(name, docs, measured[name])]
    if asked.reports is not None:
        for readme, words in READMES.items():
            into_readme(ROOT / readme, short(words, measured["A real report as PDF"], measured[RULED]))
    text = "\n".join([*head(asked.turns), *parts])
    RESULTS.write_text(text, "utf-8")
    print(text)


def documents(folder: Path, reports: Path | None) -> dict[str, list[Document]]:
    """The sets that are measured: specimens by kind, and the real PDF where it is at hand."""
    sets = {
        RULED: specimens(folder, ("pdf_word", "pdf_drawn", "pdf_drawn_rectangles", "pdf_browser")),
        "PDF without lines": specimens(folder, ("pdf_word_plain", "pdf_plain")),
        "HTML": specimens(folder, ("html_site",)),
    }
    if reports is not None:
        real = REALS[0]
        expected = {id_: value for id_, value in gold(real, reports).items() if value is not None}
        path = reports / "reports" / real.file
        sets = {"A real report as PDF": [Document(real.file, path, real.edition, expected)], **sets}
    return sets


def specimens(folder: Path, layouts: Sequence[str]) -> list[Document]:
    made = []
    for layout in layouts:
        reports = [plain_report(seeded(seed)) for seed in SEEDS]
        for seed, content in zip(SEEDS, rendered(layout, reports, [None] * len(SEEDS)), strict=True):
            path = folder / f"{layout}-{seed}.{LAYOUTS[layout].extension}"
            path.write_bytes(content)
            made.append(Document(path.name, path, "2021", seeded(seed)))
    return made


# ------------------------------------------------------------------------------------------------ the readers


def ours(document: Document) -> tuple[dict[str, str], set[str]]:
    """The cells with a number, and those among them that are called proved or read."""
    found = read_bytes(document.path.read_bytes(), document.path.name)["cells"]
    numbers = {id_: str(cell["value"]) for id_, cell in found.items() if cell["value"] is not None}
    return numbers, {id_ for id_ in numbers if found[id_]["status"] != "doubtful"}


# ------------------------------------------------------------------------------------------------ measuring


def turns_of(docs: list[Document], least: int) -> int:
    """How often each document of the set is read: with few turns its fastest one is a matter of luck."""
    return max(least, -(-READINGS // len(docs)))


def scored(docs: list[Document], turns: int) -> dict[str, Score]:
    """Each reader's score over a set's documents."""
    others = OTHERS[docs[0].path.suffix]
    scores = {reader: Score({}, {}, {}, 0, {}) for reader in (OURS, *others)}
    for turn in range(turns):
        for document in docs:
            # Forth and back, so that no reader always comes after the same one; each twice in a row, because an
            # archive is read file after file by one reader, and the first reading finds another's caches.
            order = [pair for pair in scores.items() for _ in range(2)]
            for reader, score in order[:: -1 if turn % 2 else 1]:
                took, given, sure = read(reader, others, document)
                if document.name not in score.seconds:
                    count(score, given, sure, document)
                score.seconds[document.name] = min(score.seconds.get(document.name, took), took)
    return scores


def table(name: str, docs: list[Document], scores: dict[str, Score]) -> list[str]:
    """One set's table in Markdown."""
    base = sum(scores[OURS].seconds.values())
    lines = [
        f"## {name}: {len(docs)} {'document' if len(docs) == 1 else 'documents'}\n",
        "| reader | matrix right | table two | table four | wrong cells | CPU ms a report | times ours |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for reader, score in scores.items():
        took = sum(score.seconds.values())
        shares = " | ".join(share(score, section) for section in (3, 2, 4))
        wrong = str(sum(score.wrong.values())) + (
            f" ({score.called_sure} not marked)" if reader == OURS else ""
        )
        lines.append(f"| {reader} | {shares} | {wrong} | {took / len(docs) * 1000:.0f} | {took / base:.1f} |")
    return [*lines, ""]


def read(
    reader: str, others: Mapping[str, Callable[[Path], Rows]], document: Document
) -> tuple[float, Given, set[str]]:
    """The CPU seconds of the reading alone, the cells it gives, and which of them are called sure."""
    started = cpu()
    if reader == OURS:
        given, sure = ours(document)
        return cpu() - started, given, sure
    try:
        rows = others[reader](document.path)
    except ValueError:  # pandas: no table found
        rows = []
    return cpu() - started, paired(rows, document.edition), set()


def cpu() -> float:
    """CPU seconds of this process and the processes that it has waited for (tabula starts Java)."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def count(score: Score, given: Given, sure: set[str], document: Document) -> None:
    form = load_edition(document.edition).cells
    for id_, value in document.cells.items():
        said = decimal(given.get(id_, ""))
        which = score.missing if said is None else score.right if said == Decimal(str(value)) else score.wrong
        which[form[id_].section] = which.get(form[id_].section, 0) + 1
        score.called_sure += which is score.wrong and id_ in sure


def decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def share(score: Score, section: int) -> str:
    right = score.right.get(section, 0)
    return f"{right / (right + score.wrong.get(section, 0) + score.missing.get(section, 0)):.1%}"


# ------------------------------------------------------------------------------------------------ the READMEs


def short(words: tuple[str, str], real: dict[str, Score], ruled: dict[str, Score]) -> list[str]:
    """A table of both sets of PDFs: cells right, wrong cells, and how many times our CPU time each reader takes."""
    lines = [words[0], "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for reader in real:
        row = [reader]
        for scores in (real, ruled):
            score, base = scores[reader], sum(scores[OURS].seconds.values())
            right, wrong = sum(score.right.values()), sum(score.wrong.values())
            row.append(f"{right / (right + wrong + sum(score.missing.values())):.1%}")
            row += [str(wrong), f"{sum(score.seconds.values()) / base:.1f}"]
        lines.append(f"| {' | '.join(row)} |")
    return [words[1].format(day=date.today()), "", *lines]


def into_readme(path: Path, lines: list[str]) -> None:
    """Puts the lines between the markers."""
    before, found, rest = path.read_text("utf-8").partition(BEGINS)
    _, end, after = rest.partition(ENDS)
    if not (found and end):
        raise SystemExit(f"{path.name} has no place for the table: {BEGINS} … {ENDS}")
    path.write_text("\n".join([f"{before}{BEGINS}", *lines, f"{ENDS}{after}"]), "utf-8")


def head(turns: int) -> list[str]:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    machine = f"Python {platform.python_version()} on {os.cpu_count()} cores ({platform.machine()})"
    how = (
        f"Measured {date.today()} with {machine}; {packages}. All readers take turns in one run, forth and back, each",
        f"twice in a row; CPU time is the fastest of {turns} such turns for each document (of more where a set has",
        f"fewer than {READINGS // turns} documents: {READINGS} turns at least), child processes included.",
        "`workbench read` gives the whole reading: cells, checks, statuses, narrative, place. The others give tables",
        "or text; a row belongs to the label that one of its cells holds exactly, its values are its last columns.",
        "Wrong cells have a number that is not the printed one. pandas is handed decoded text: by itself it follows",
        "the wrong label of the page.",
        "Made by `make bench-read`.",
    )
    return ["# Reading the form: cells right and CPU time\n", " ".join(how), ""]


if __name__ == "__main__":
    main()
