"""Files made to harm who reads them: a few bytes that take gigabytes, loops, traps, entities, addresses to fetch.

All are made by code, none is stored. `bombs` gives file names with bytes; what a file would fetch or read is the
address or path given, so that a test sees whether anybody came.
"""

# ruff: noqa: E501 - a file in a line is easier to read than one in ten
from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from tests.specimens import more_bombs

TITLE = "某县人民政府2024年政府信息公开工作年度报告"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def bombs(secret: str, address: str, size: float = 1.0) -> dict[str, bytes]:
    """All of them. `size` below 1 makes those smaller whose harm grows with their length: they end sooner, and what
    takes the square of its length still shows."""
    pdfs, texts = _pdf_bombs(secret, address, size), _text_bombs(secret, address, size)
    return {
        **pdfs,
        **_zip_bombs(secret, address),
        **texts,
        **more_bombs.drawn(_page, pdf, stream, size),
        **more_bombs.in_word(word, packed, TITLE, address, size),
        **more_bombs.marked(TITLE, address, size),
    }


# ------------------------------------------------------------------------------------------------ PDF


def pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF file of these objects, numbered from 1; the first one is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        out + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )


def stream(content: bytes, words: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), words, content)


def _page(content: bytes, resources: bytes = b"", *more: bytes) -> bytes:
    """A PDF of one page with that content stream; `more` are the objects from 5 on."""
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %b >> >>"
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", kids, page % resources, content, *more])


def _flated(content: bytes) -> bytes:
    return stream(zlib.compress(content, 9), b"/Filter /FlateDecode")


def _flate_bomb(gigabytes: float, times: int = 1) -> bytes:
    """Zeros, packed once by the megabyte: blocks that end with a full flush may be repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    content = b"\x78\xda" + block * int(gigabytes * 1000)
    for _ in range(times - 1):
        content = zlib.compress(content, 9)
    return stream(content, b"/Filter [%b]" % (b"/FlateDecode " * times))


def _lzw(megabytes: float) -> bytes:
    """Codes of twelve bits that each stand for 4,000 times the byte before: the clear code starts them anew."""
    codes = [256, 0, *range(258, 258 + 253)]
    bits = "".join(f"{code:09b}" for code in codes) * int(megabytes * 1_000_000 / 32_000)
    return stream(int(bits, 2).to_bytes(-(-len(bits) // 8), "big"), b"/Filter /LZWDecode")


def _pdf_bombs(secret: str, address: str, size: float) -> dict[str, bytes]:
    font = b"/Font << /F1 5 0 R >>"
    shown = b"BT /F1 12 Tf 50 700 Td <0001> Tj ET"
    cid = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding %b /DescendantFonts [6 0 R] %b >>"
    descendant = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << >> %b >>"
    whole_range = b"1 begincodespacerange <00000000> <ffffffff> endcodespacerange\n1 beginbfrange <00000000> <ffffffff> "
    wide = cid % (b"/Identity-H", b"")
    calls = [
        stream(b"/X Do " * 10, b"/Subtype /Form /Resources << /XObject << /X %d 0 R >> >>" % n)
        for n in range(6, 16)
    ]
    nested = b"[" * int(200_000 * size) + b"]" * int(200_000 * size)
    fetched = b"/OpenAction << /S /URI /URI (%b) >>" % address.encode()
    script = b"/AA << /O << /S /Launch /F (%b) >> >> /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (app.launchURL\\('%b'\\)) >>] >> >>"
    return {
        "flate.pdf": _page(_flate_bomb(2 * size)),
        "flate-in-flate.pdf": _page(_flate_bomb(8 * size, times=2)),
        "lzw.pdf": _page(_lzw(300 * size)),
        "predictor.pdf": _page(
            stream(
                zlib.compress(b"0"),
                b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 2000000000 >>",
            )
        ),
        "object-stream.pdf": pdf(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                stream(
                    zlib.compress(b"2 0 " * 5_000_000),
                    b"/Type /ObjStm /N 5000000 /First 20000000 /Extends 2 0 R /Filter /FlateDecode",
                ),
            ]
        ),
        "page-tree-loop.pdf": pdf(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 /Parent 2 0 R >>",
            ]
        ),
        "many-pages.pdf": pdf(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [%b] /Count 20000 >>" % (b"3 0 R " * 20_000),
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
            ]
        ),
        "font-loop.pdf": _page(
            stream(shown),
            font,
            cid % (b"/Identity-H", b"/ToUnicode 7 0 R"),
            b"<< /Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] >>",
            stream(b"/A usecmap begincmap endcmap", b"/UseCMap 7 0 R"),
        ),
        "cmap-loop.pdf": _page(
            stream(shown),
            font,
            cid % (b"7 0 R", b""),
            descendant % b"",
            stream(b"begincmap endcmap", b"/Type /CMap /UseCMap 7 0 R"),
        ),
        "cmap-outside.pdf": _page(
            stream(shown), font, cid % (b"/%b" % secret.replace("/", "#2F").encode(), b""), descendant % b""
        ),
        "tounicode-range.pdf": _page(
            stream(shown),
            font,
            cid % (b"/Identity-H", b"/ToUnicode 7 0 R"),
            descendant % b"",
            stream(b"begincmap " + whole_range + b"<0000> endbfrange endcmap"),
        ),
        "widths-range.pdf": _page(stream(shown), font, wide, descendant % b"/W [0 2000000000 500]"),
        "forms-in-forms.pdf": _page(
            stream(b"/X Do " * 10),
            b"/XObject << /X 5 0 R >>",
            *calls,
            stream(b"0 0 m 9 9 l S", b"/Subtype /Form"),
        ),
        "form-calls-itself.pdf": _page(
            stream(b"/X Do"),
            b"/XObject << /X 5 0 R >>",
            stream(b"/X Do /X Do", b"/Subtype /Form /Resources << /XObject << /X 5 0 R >> >>"),
        ),
        "operators.pdf": _page(
            _flated(b"BT /F1 9 Tf 9 9 Td (a) Tj ET\n" * int(800_000 * size)),
            font,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ),
        "lines.pdf": _page(
            _flated(
                b"".join(
                    b"%d %d m %d %d l S\n" % (n % 595, n % 842, n * 7 % 595, n % 842)
                    for n in range(int(400_000 * size))
                )
            )
        ),
        "nested-arrays.pdf": pdf(
            [b"<< /Type /Catalog /Pages 2 0 R /A %b >>" % nested, b"<< /Type /Pages /Kids [] /Count 0 >>"]
        ),
        "xref-loop.pdf": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer << /Root 1 0 R /Size 1 /Prev 9 >>\nstartxref\n9\n%%EOF",
        "acts.pdf": pdf(
            [
                b"<< /Type /Catalog /Pages 2 0 R %b %b >>"
                % (fetched, script % (b"/bin/sh", address.encode())),
                b"<< /Type /Pages /Kids [] /Count 0 >>",
            ]
        ),
        "file-stream.pdf": _page(
            b"<< /Length 0 /F (%b) /FFilter /FlateDecode >>\nstream\n\nendstream" % secret.encode()
        ),
    }


# ------------------------------------------------------------------------------------------------ ZIP and XML


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(body: str, before: str = "") -> bytes:
    """A Word file with that XML in its body, and `before` ahead of its root element."""
    head = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{_W}"><w:body>'
    return packed({"word/document.xml": f"{head}{body}</w:body></w:document>".encode()})


def _laughs() -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE w [<!ENTITY a0 "ha">{entities}]>'


def _zip_bombs(secret: str, address: str) -> dict[str, bytes]:
    entity = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y SYSTEM "{address}">]>'
    said = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    late = " " * 5000 + entity  # past the first kilobytes
    deep = "<w:sdt><w:sdtContent>" * 50_000
    row = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 50 + "</w:tr>"
    spans = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr><w:p/></w:tc></w:tr>'
    return {
        "laughs.docx": word(said.format("&a9;"), _laughs()),
        "entity.docx": word(said.format(TITLE + "&x;&y;"), entity),
        "late-entity.docx": word(said.format(TITLE + "&x;&y;"), late),
        "utf16-entity.docx": packed(
            {
                "word/document.xml": f'<?xml version="1.0" encoding="UTF-16"?>{entity}<w:document xmlns:w="{_W}"><w:body>{said.format("&x;")}</w:body></w:document>'.encode(
                    "utf-16"
                )
            }
        ),
        "deep.docx": word(deep),
        "table.docx": word(f"<w:tbl>{row * 20_000}</w:tbl>"),
        "spans.docx": word(f"<w:tbl>{spans * 1000}</w:tbl>"),
        "inflates.docx": word(said.format(" " * 101_000_000)),
        "inflates.zip": packed({f"{n}.txt": bytes(51_000_000) for n in range(2)}),
        "slip.zip": packed({"../../slipped.txt": TITLE.encode(), "a.txt": b"x"}),
        "zip-in-zip.zip": packed({"a.zip": packed({"b.zip": packed({"c.txt": b"x"})})}),
        "lies.zip": packed({"a.txt": b"a" * 1000}).replace(
            (1000).to_bytes(4, "little"), (5).to_bytes(4, "little")
        ),
    }


# ------------------------------------------------------------------------------------------------ web pages and text


def _text_bombs(secret: str, address: str, size: float) -> dict[str, bytes]:
    page = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
    fetched = "".join(
        f'<{tag}="{address}">' for tag in ("img src", "script src", "iframe src", "link rel=stylesheet href")
    )
    texts = {
        "entity.html": f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>{page}<p>&x;</p>',
        "fetches.html": f'{page}{fetched}<base href="{address}"><meta http-equiv=refresh content="0;url={address}">',
        "deep.html": page + "<div>" * int(1_000_000 * size),
        "deep-tables.html": page + "<table><tr><td>" * int(100_000 * size),
        "cells.html": page + "<table>" + ("<tr>" + "<td>1" * 100) * int(10_000 * size),
        "spans.html": page
        + "<table>"
        + '<tr><td colspan=1000000000 rowspan=1000000000>1<td colspan="65534" rowspan="65534">2' * 300,
        "attributes.html": "<html><body "
        + " ".join(f"a{n}=1" for n in range(int(300_000 * size)))
        + f">{TITLE}",
        "angles.html": page + "<" * int(2_000_000 * size),
        "ampersands.html": page + "&" * int(2_000_000 * size),
        "comments.html": page + "<!--" * int(500_000 * size),
        "digits.txt": f"{TITLE}\n一、总体情况\n" + "1" * int(2_000_000 * size),
        "spaces.txt": f"{TITLE}\n一、总体情况\n" + " \t" * int(1_000_000 * size) + "x",
        "brackets.txt": f"{TITLE}\n" + "（" * int(500_000 * size),
        "numerals.txt": f"{TITLE}\n" + "一、二、" * int(300_000 * size),
        "claims.txt": f"{TITLE}\n一、总体情况\n" + "收到政府信息公开申请1件，" * int(100_000 * size),
        "labels.txt": f"{TITLE}\n三、收到和处理政府信息公开申请情况\n"
        + "（一）予以公开 1 1 1 1 1 1 1\n" * int(100_000 * size),
        "title.txt": "关于" * int(300_000 * size) + TITLE,
        "pipes.md": f"# {TITLE}\n\n" + "|" * int(1_000_000 * size) + "\n" + "|-" * int(500_000 * size),
        "rows.md": f"# {TITLE}\n\n" + "| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |\n" * int(100_000 * size),
        "controls.txt": f"{TITLE}\n".encode().decode()
        + "".join(map(chr, range(1, 32))) * 1000
        + "\u202e\u2066" * 1000,
    }
    return {name: text.encode() for name, text in texts.items()}
