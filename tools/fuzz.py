"""Changes files at random, guided by which lines of ours they reach, until a reader or the aligner breaks.

`python -m tools.fuzz [MINUTES] [TARGET…]` (make fuzz). Each target goes the whole way, from bytes to the report as it
is packed for the store, in a process of its own: what a reading may do with a bad file is to say Unreadable. A file
that does more lands in build/fuzz/TARGET/ and ends the run with 1: make it small, and make it a test.

What is changed lies as deep as it can: a PDF's drawing orders rather than its packed bytes, a Word file's XML.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import pkgutil
import re
import resource
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = Path("build/fuzz")
# Of one file, before it counts as a finding; seconds by the clock, on a busy machine too.
MEMORY_MB, SECONDS = 2000, 60
LARGEST = 200_000  # bytes
BETWEEN_PAGES = b"\n%page\n"  # a comment to a PDF reader

Target = Callable[[bytes], object]

CORPUS = {
    "pdfium": ["pdf_drawn", "pdf_drawn_rectangles"],
    "pdfminer": ["pdf_plain", "pdf_drawn"],
    "pdf_file": ["pdf_drawn"],
    "docx": ["docx"],
    "html": ["html_site", "html_paragraphs"],
    "text": ["text_pdf", "text_cells", "text_lines", "text_glued", "text_lines_groups"],
    "markdown": ["markdown_tabs", "markdown_pipes", "markdown_apart"],
    "aligner": ["markdown_pipes", "text_lines"],
}
# What the files of a target are made of, beside the form's own words.
WORDS = {
    "pdf": ["Tj", "Td", "Tm", "Tf", " re", " l", " m", " S", " f", " cm", "BT", "ET", " Do", " Tr", " rg", " q", " Q"],
    "docx": [
        "<w:tbl>", "</w:tc>", "<w:tr>", "<w:p/>", '<w:gridSpan w:val="9"/>', "<w:vMerge/>", "<w:del>", "<w:br/>",
    ],
    "html": [
        "<table>", "</td>", "<tr>", ' colspan="7"', ' rowspan="9"', ' style="display:none"', "<br>", "<sup>",
    ],
    "text": [
        "\n", "\t", "|", "  ", "0", "12", "/", "—", "（", "）", "一、", "2023年", "2024年", "件", "万元", "其中",
    ],
}  # fmt: skip


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
    corpus = FOLDER / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for file, content in _seeds(name):
        (corpus / file).write_bytes(content)
    (FOLDER / name / "words").write_text(_dictionary(name))
    command = [sys.executable, "-m", "tools.fuzz", "--one", name, str(minutes * 60)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    (FOLDER / name / "log").write_text(done.stderr)
    said = [line for line in done.stderr.splitlines() if "DONE" in line or "ERROR" in line or "Error" in line]
    print(f"{name}: {said[-1] if said else f'exit code {done.returncode}'}", flush=True)
    return done.returncode != 0


def _seeds(name: str) -> Iterator[tuple[str, bytes]]:
    """Made-up reports of both editions, as the target takes them."""
    from tests.specimens import rendered
    from tests.specimens.figures import seeded
    from tests.specimens.report import plain_report

    for layout in CORPUS[name]:
        for seed, edition in ((1, "2021"), (3, "2021"), (2, "2019")):
            content = rendered(layout, [plain_report(seeded(seed, edition), edition)], [seed])[0]
            if name == "docx":
                content = _unpacked(content)
            elif name in ("pdfium", "pdfminer"):
                content = BETWEEN_PAGES.join(_drawn(content))
            yield f"{layout}-{seed}", content


def _dictionary(name: str) -> str:
    """Words that are put in and exchanged: the labels of the form, numbers, and the container's own orders."""
    from workbench.form import EDITIONS, load_edition

    tables = [table for edition in map(load_edition, EDITIONS) for table in edition.tables.values()]
    labels = {line.zh for table in tables for line in (*table.rows, *table.columns)}
    kind = "pdf" if name in ("pdfium", "pdfminer", "pdf_file") else name if name in WORDS else "text"
    words = [*WORDS[kind], *WORDS["text"], *(sorted(labels) if kind != "pdf" else ())]
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n' for word in words)


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
        f"-dict={FOLDER / name / 'words'}",
        f"-artifact_prefix={FOLDER / name}/",
    ]
    # New files go to a folder of their own, so that the corpus stays as small as it was made.
    reached = FOLDER / name / "reached"
    reached.mkdir(parents=True, exist_ok=True)
    atheris.Setup([sys.argv[0], *options, str(reached), str(FOLDER / name / "corpus")], target)
    atheris.Fuzz()
    return 0


def _target(name: str) -> Target:
    import workbench.readers
    import workbench.report

    for module in pkgutil.walk_packages(workbench.readers.__path__, "workbench.readers."):
        with contextlib.suppress(ImportError):  # of an extra that is not here
            importlib.import_module(module.name)  # they are imported late, and only here seen by atheris
    vars(workbench.report)["can_recognise"] = lambda: False  # minutes a file, in a library's hands
    if name == "aligner":
        return _aligned
    if name == "docx":
        return lambda data: _whole_way(_packed(data), "a.docx")
    if name in ("pdfium", "pdfminer"):
        from tests.specimens.bombs import pdf

        rest, places = _template(CORPUS[name][0])

        def drawn(data: bytes) -> None:
            pages = data.split(BETWEEN_PAGES)
            shown = dict(zip(places, pages, strict=False))
            _whole_way(
                pdf([_stream(shown.get(at, b"")) if at in places else part for at, part in rest]), "a", name
            )

        return drawn
    return lambda data: _whole_way(data, {"markdown": "a.md", "text": "a.txt"}.get(name, "a"))


def _whole_way(data: bytes, name: str, engine: str = "auto") -> None:
    """The report and what is packed of it; `read_bytes` makes a row of each refusal, and nothing else may come."""
    from workbench.packing import pack
    from workbench.report import read_bytes

    report = read_bytes(data, name, engine=engine)
    json.dumps(report, allow_nan=False)
    pack(report)


def _aligned(data: bytes) -> None:
    """Rows of the file's lines against each edition: what is matched must be provable without an exception."""
    from workbench.errors import Unreadable
    from workbench.form import EDITIONS, load_edition
    from workbench.match import match
    from workbench.match.rows import rows_of
    from workbench.proof import prove
    from workbench.readers.plain import read_plain

    with contextlib.suppress(Unreadable):
        document = read_plain(data, "a.md")
        for name in EDITIONS:
            edition = load_edition(name)
            prove(match(document, edition, rows_of(document)).cells, edition)


# ------------------------------------------------------------------------------------------------ inside the files


def _unpacked(word: bytes) -> bytes:
    return zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml")


def _packed(xml: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return buffer.getvalue()


def _objects(file: bytes) -> list[tuple[int, bytes]]:
    """The numbered objects of a PDF that our own writer made."""
    found = re.findall(rb"(?<=\n)(\d+) 0 obj\n(.*?)\nendobj(?=\n)", file, re.S)
    return [(int(number), content) for number, content in found]


def _page_contents(objects: list[tuple[int, bytes]]) -> list[int]:
    """The numbers of the objects that draw the pages, in their order."""
    told = (re.search(rb"/Type /Page /.*/Contents\s+(\d+) 0 R", content) for _, content in objects)
    return [int(match[1]) for match in told if match]


def _drawn(file: bytes) -> list[bytes]:
    """What draws each page, unpacked."""
    objects = _objects(file)
    contents, places = dict(objects), _page_contents(objects)
    return [
        zlib.decompress(contents[at].split(b"\nstream\n", 1)[1].rsplit(b"\nendstream", 1)[0]) for at in places
    ]


def _template(layout: str) -> tuple[list[tuple[int, bytes]], list[int]]:
    """A PDF's objects, and those of them that draw its pages."""
    from tests.specimens import rendered
    from tests.specimens.figures import seeded
    from tests.specimens.report import plain_report

    objects = _objects(rendered(layout, [plain_report(seeded(1))], [1])[0])
    return objects, _page_contents(objects)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)


if __name__ == "__main__":
    sys.exit(main())
