"""DOCX to PDF through LibreOffice, many files in one call, each content once in a session.

Dates and ids that LibreOffice writes into a PDF are replaced, so that the same document gives the same bytes
as far as the program allows. Refuses to go on without the program: it names the package that brings it.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

FIXED_DATE = b"D:20230101000000Z"
TIME_LIMIT = 240  # seconds for one call with all its files; one file takes 2 to 5
_made: dict[str, bytes] = {}


def to_pdf(document: bytes) -> bytes:
    """The PDF of one DOCX."""
    return to_pdfs([document])[0]


def to_pdfs(documents: Sequence[bytes]) -> list[bytes]:
    """The PDFs of several DOCX files, in their order; what was made in this session is not made again."""
    keys = [hashlib.sha256(document).hexdigest() for document in documents]
    missing = {key: document for key, document in zip(keys, documents, strict=True) if key not in _made}
    if missing:
        _made.update(_convert(missing))
    return [_made[key] for key in keys]


def _convert(documents: dict[str, bytes]) -> dict[str, bytes]:
    program = shutil.which("soffice")
    if program is None:
        raise RuntimeError("soffice is not on this machine; install LibreOffice Writer (libreoffice-writer)")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for key, document in documents.items():
            (place / f"{key}.docx").write_bytes(document)
        command = [
            program,
            f"-env:UserInstallation=file://{place}/profile",  # its own profile: no lock against other runs
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            *(str(place / f"{key}.docx") for key in documents),
        ]
        done = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, check=False)
        absent = [key for key in documents if not (place / f"{key}.pdf").exists()]
        if absent:
            raise RuntimeError(f"soffice made no PDF of {len(absent)} files: {done.stderr.decode()[-400:]}")
        return {key: _without_dates((place / f"{key}.pdf").read_bytes()) for key in documents}


def _without_dates(pdf: bytes) -> bytes:
    """Same length for each replacement, so that the cross-reference table stays true."""
    pdf = re.sub(rb"D:\d{14}[^)]*", lambda date: FIXED_DATE.ljust(len(date[0]))[: len(date[0])], pdf)
    return re.sub(
        rb"(/ID\s*\[|/DocChecksum\s*/)([^\]\s]*(?:\s*<[0-9A-F]+>)*)",
        lambda found: found[1] + re.sub(rb"[0-9A-F]", b"0", found[2]),
        pdf,
    )
