"""More files made to harm who reads them: what a page draws, what a Word file holds beside its text, endless markup.

As in `bombs`, which hands them on: all are made by code, and `size` below 1 makes those smaller that grow.
"""

# ruff: noqa: E501 - a file in a line is easier to read than one in ten
from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

Writer = Callable[..., bytes]
_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_TREE = b"<< /Type /Pages /Kids [3 0 R] /Count %d >>"
_BLANK = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
_FONT = b"/Font << /F1 5 0 R >>"
_LATIN = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_TYPE_3 = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97 /Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a 6 0 R >> /Resources << /Font << /F1 5 0 R >> >> >>"
_TILES = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 0.001 /YStep 0.001 /Resources << /Pattern << /P 5 0 R >> >>"
_WIDE = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [6 0 R] >>"
_JPX = b"\xff\x4f\xff\x51\x00\x29\x00\x00" + struct.pack(">8I", *[2**31 - 1, 2**31 - 1, 0, 0] * 2)


def drawn(page: Writer, pdf: Writer, stream: Writer, size: float) -> dict[str, bytes]:
    """PDFs whose pages lie about their size, number or parents, or draw without end."""

    def flated(content: bytes) -> bytes:
        return stream(zlib.compress(content, 9), b"/Filter /FlateDecode")

    def paper(box: bytes) -> bytes:
        leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] /Contents 4 0 R /Resources << %b >> >>"
        shown = stream(b"BT /F1 12 Tf 50 700 Td (abc) Tj ET")
        return pdf([_CATALOGUE, _TREE % 1, leaf % (box, _FONT), shown, _LATIN])

    def picture(words: bytes, data: bytes) -> bytes:
        image = stream(data, b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 " + words)
        return page(stream(b"q 500 0 0 700 0 0 cm /X Do Q"), b"/XObject << /X 5 0 R >>", image)

    many = int(1_000_000 * size)
    marks = b"/Annots [%b] >>" % (b"4 0 R " * many)
    widths = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << >> /W [0 [%b]] >>"
    return {
        "paper-huge.pdf": paper(b"0 0 1e30 1e30"),
        "paper-nothing.pdf": paper(b"0 0 0 0"),
        "paper-words.pdf": paper(b"/A (b) []"),
        "annotations.pdf": pdf(
            [_CATALOGUE, _TREE % 1, _BLANK.replace(b">>", marks), b"<< /Subtype /Widget /Parent 4 0 R >>"]
        ),
        "picture-flate.pdf": picture(
            b"/BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /FlateDecode",
            zlib.compress(bytes(50 * many), 9),
        ),
        "picture-jpx.pdf": picture(b"/Filter /JPXDecode", _JPX + b"\x00\x01\x07\x01\x01\xff\xd9"),
        "picture-inline.pdf": page(stream(b"BI /W 9999999 /H 9999999 /BPC 8 /CS /RGB ID " + b"x" * 1000)),
        "pictures-inline.pdf": page(flated(b"BI /W 1 /H 1 /BPC 8 /CS /G ID x EI\n" * (many // 5))),
        "parent-loop.pdf": pdf(
            [
                _CATALOGUE,
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>",
                b"<< /Type /Page /Parent 2 0 R /Kids [2 0 R] >>",
            ]
        ),
        "count-lies.pdf": pdf([_CATALOGUE, _TREE % 299, _BLANK]),
        "count-negative.pdf": pdf([_CATALOGUE, _TREE % -7, _BLANK]),
        "widths-array.pdf": page(
            stream(b"BT /F1 12 Tf <0001> Tj ET"), _FONT, _WIDE, widths % (b"500 " * many)
        ),
        "glyph-draws-itself.pdf": page(
            stream(b"BT /F1 12 Tf (aaaa) Tj ET"), _FONT, _TYPE_3, stream(b"9 0 d0 BT /F1 12 Tf (aaaa) Tj ET")
        ),
        "tile-draws-itself.pdf": page(
            stream(b"/Pattern cs /P scn 0 0 500 500 re f"),
            b"/Pattern << /P 5 0 R >>",
            stream(b"/Pattern cs /P scn 0 0 9 9 re f", _TILES),
        ),
        "matrix.pdf": page(
            stream(b"1e30 0 0 1e30 0 0 cm BT /F1 1e30 Tf (abc) Tj ET 0 0 1e30 1e30 re S"), _FONT, _LATIN
        ),
        "dots.pdf": page(
            flated(b"".join(b"%d %d 1 1 re f\n" % (n % 595, n * 13 % 842) for n in range(many // 3)))
        ),
        "one-spot.pdf": page(
            flated(b"BT /F1 9 Tf 50 700 Td (" + b"1" * (many // 3) + b") Tj ET"), _FONT, _LATIN
        ),
        "states.pdf": page(flated(b"q " * many)),
        "path.pdf": page(flated(b"0 0 m " + b"1 1 l 2 2 l " * (many // 3) + b"S")),
        "contents.pdf": pdf(
            [
                _CATALOGUE,
                _TREE % 1,
                _BLANK.replace(b">>", b"/Contents [%b] >>" % (b"4 0 R " * (many // 3))),
                flated(b" " * 100_000),
            ]
        ),
    }


def in_word(word: Writer, packed: Writer, title: str, address: str, size: float) -> dict[str, bytes]:
    """Word files with other parts beside the text, none of which is opened, and tables without end."""
    said = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    text = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%b</w:body></w:document>'
    whole = {"word/document.xml": text % said.format(title).encode()}
    away = f'<Relationships><Relationship Id="a" Type="image" Target="{address}" TargetMode="External"/></Relationships>'
    spans = '<w:tc><w:tcPr><w:gridSpan w:val="63"/><w:vMerge/></w:tcPr><w:p/></w:tc>' * 200
    one = f"<w:tbl><w:tr><w:tc>{said.format(1)}</w:tc></w:tr></w:tbl>"
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>'
    return {
        "parts.docx": packed(
            {
                **whole,
                "word/embeddings/a.docx": word(said.format(title)),
                "word/sharedStrings.xml": b"<a>" * 9000,
            }
        ),
        "part-inflates.docx": packed({**whole, "word/styles.xml": bytes(int(90_000_000 * size))}),
        "away.docx": packed({**whole, "word/_rels/document.xml.rels": away.encode()}),
        "styles-entity.docx": packed(
            {**whole, "word/styles.xml": f'<!DOCTYPE a SYSTEM "{address}"><a/>'.encode()}
        ),
        "merged.docx": word(f"<w:tbl>{f'<w:tr>{spans}</w:tr>' * int(500 * size)}</w:tbl>"),
        "tables.docx": word(one * int(100_000 * size)),
        "raised.docx": word(f"<w:p>{raised * int(100_000 * size)}</w:p>"),
    }


def marked(title: str, address: str, size: float) -> dict[str, bytes]:
    """Pages and texts of one thing over and over."""
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
    asked, many = "三、收到和处理政府信息公开申请情况\n", int(100_000 * size)
    texts = {
        "attribute.html": f'{page}<p title="{"x" * 90 * many}">{title}</p>',
        "style.html": f'{page}<p style="{"color:white;" * 5 * many}">{title}</p><i style="{"text-decoration:" * 3 * many}line-through">',
        "numbers.html": page + "&lt;&#25919;" * 2 * many,
        "raised.html": page + "<p>" + "1<sup>2</sup>" * many,
        "white.html": page + "<p>" + '1<span style="color:#fff">x</span>' * many,
        "tables.html": page + "<table><tr><td>1<td>2</table>" * (many // 5),
        "columns.html": page
        + "<table>"
        + '<col span="9999" style="display:none">' * many
        + "<tr><td>1<td>2</table>",
        "rowspans.html": page + "<table>" + "<tr><td rowspan=400 colspan=64>1<td>2" * (many // 5),
        "refresh.html": page.replace("<title>", f'<meta http-equiv=refresh content="0;url={address}"><title>')
        + "<plaintext>",
        "scripts.html": page + "<script>" * many,
        "drawings.html": page + "<svg><g>" * many,
        "zeros.html": page + "\0".join(["<p>公开</p>"] * (many // 10)),
        "inline.html": page + "<b><i>" * many,
        "pipes.txt": f"{title}\n{asked}" + "| 1 | 2 |\n" * (many // 2),
        "labels-alone.txt": f"{title}\n{asked}" + "（一）予以公开\n" * (many // 2),
        "headings.txt": f"{title}\n" + "一、总体情况\n" * (many // 2),
        "dates.txt": f"{title}\n" + "2024年1月1日\n" * (many // 3),
        "tabs.txt": f"{title}\n{asked}" + "\t" * 3 * many,
        "digits-apart.txt": f"{title}\n{asked}" + "1 " * 2 * many,
        "accents.txt": f"{title}\n一、总体情况\na" + "\u0301" * 3 * many,
        "ligatures.txt": f"{title}\n一、总体情况\n" + "\ufdfa" * many,
    }
    return {name: text.encode() for name, text in texts.items()}
