"""A PDF of `pdf_drawn` written another way: other borders, pages on their side, forms, encryption, broken tables.

In and out: bytes of a PDF. What is printed on its pages stays the same, so the expected cells do too.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable
from functools import partial

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.specimens.pdf_writer import HEIGHT, WIDTH, _file, _stream

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_LINE = re.compile(rb"0\.5 w ([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S")
_RECTANGLE = re.compile(rb"([\d.]+ [\d.]+ [\d.]+ [\d.]+) re f")
# Quarter turns clockwise: the matrix that turns the content on a page of the other format.
_TURNS = {
    0: (1, 0, 0, 1, 0, 0),
    1: (0, -1, 1, 0, 0, WIDTH),
    2: (-1, 0, 0, -1, WIDTH, HEIGHT),
    3: (0, 1, -1, 0, HEIGHT, 0),
}


def objects_of(pdf: bytes) -> list[bytes]:
    """The bodies of the objects, from object 1 on."""
    return [body for _, body in re.findall(rb"(\d+) 0 obj\n(.*?)\nendobj\n", pdf, re.DOTALL)]


def turned(pdf: bytes, content: int, rotate: int) -> bytes:
    """The content turned by so many quarters clockwise, and /Rotate so many on top of that."""
    width, height = (HEIGHT, WIDTH) if content % 2 else (WIDTH, HEIGHT)
    matrix = " ".join(f"{part:g}" for part in _TURNS[content % 4])
    pdf = with_contents(pdf, lambda text: f"q {matrix} cm\n".encode() + text + b"\nQ")
    box = f"/MediaBox [0 0 {width:g} {height:g}] /Rotate {rotate % 4 * 90}".encode()
    return _file([re.sub(rb"/MediaBox \[[^\]]*\]", box, body) for body in objects_of(pdf)])


def with_contents(pdf: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The PDF with each page's content changed."""
    return _file([_changed(body, change) for body in objects_of(pdf)])


def in_dashes(pdf: bytes, dash: float, gap: float) -> bytes:
    """Each line as many short strokes of their own."""

    def strokes(found: re.Match[bytes]) -> bytes:
        x0, y0, x1, y1 = map(float, found.groups())
        length = max(abs(x1 - x0), abs(y1 - y0))
        pieces = []
        at = 0.0
        while at < length:
            end = min(at + dash, length)
            (xa, ya), (xb, yb) = (
                (x0 + (x1 - x0) * share / length, y0 + (y1 - y0) * share / length) for share in (at, end)
            )
            pieces.append(f"0.5 w {xa:.2f} {ya:.2f} m {xb:.2f} {yb:.2f} l S".encode())
            at += dash + gap
        return b"\n".join(pieces)

    return with_contents(pdf, lambda text: _LINE.sub(strokes, text))


def doubled(pdf: bytes) -> bytes:
    """Each line twice, one and a half points apart."""

    def twice(found: re.Match[bytes]) -> bytes:
        x0, y0, x1, y1 = map(float, found.groups())
        off = (0, 1.5) if y0 == y1 else (1.5, 0)
        again = (x0 + off[0], y0 + off[1], x1 + off[0], y1 + off[1])
        return found[0] + b"\n0.5 w %.2f %.2f m %.2f %.2f l S" % again

    return with_contents(pdf, lambda text: _LINE.sub(twice, text))


def pale(pdf: bytes, grey: float) -> bytes:
    """Filled rectangles in that grey, as browsers print `border: 1px solid #e0e0e0`."""
    return with_contents(pdf, lambda text: _RECTANGLE.sub(rb"%.3f g \1 re f 0 g" % grey, text))


def shaded(pdf: bytes) -> bytes:
    """A pale area behind all, and a white line through it that parts nothing."""
    area = b"0.9 g 50 60 495 720 re f 1 g 50 400 495 1 re f 300 60 1 720 re f 0 g\n"
    return with_contents(pdf, lambda text: area + text)


def watermarked(pdf: bytes) -> bytes:
    """A word written aslant over each page, in the document's own font."""

    def mark(text: bytes) -> bytes:
        words = _found(rb"<([0-9A-F]{4})", text) * 12
        return text + b"\nq 0.7 0.7 -0.7 0.7 120 200 cm BT /F1 30 Tf 0 0 Td <" + words + b"> Tj ET Q"

    return with_contents(pdf, mark)


def cut_off(pdf: bytes, width: float) -> bytes:
    """Paper that is only so wide: what lies beyond it is there and cannot be seen."""
    box = f"/MediaBox [0 0 {width:g} {HEIGHT:g}]".encode()
    return _file([re.sub(rb"/MediaBox \[[^\]]*\]", box, body) for body in objects_of(pdf)])


def cropped(pdf: bytes, box: str) -> bytes:
    """Pages of which only that part is displayed (left, bottom, right, top)."""
    return _file(
        [
            re.sub(rb"(/MediaBox \[[^\]]*\])", rb"\1 /CropBox [%s]" % box.encode(), body)
            for body in objects_of(pdf)
        ]
    )


def in_forms(pdf: bytes, depth: int) -> bytes:
    """Each page's content inside form XObjects, one in the other, moved away and back again."""
    objects = objects_of(pdf)
    for at, page in _pages(objects):
        content = int(_found(rb"/Contents (\d+)", page))
        text, call = zlib.decompress(_packed(objects[content - 1])), ""
        for _ in range(depth):
            objects.append(_form(b"q 1 0 0 1 -7 9 cm\n" + text + b"\nQ", call))
            text, call = b"/X Do", f"/XObject << /X {len(objects)} 0 R >>"
        objects[at] = page.replace(b"/Resources << ", f"/Resources << {call} ".encode())
        objects[content - 1] = _stream(text)
    return _file(objects)


def calling_itself(pdf: bytes) -> bytes:
    """Each page's content inside a form XObject that draws itself once more."""
    objects = objects_of(pdf)
    for at, page in _pages(objects):
        content = int(_found(rb"/Contents (\d+)", page))
        call = f"/XObject << /X {len(objects) + 1} 0 R >>"
        text = zlib.decompress(_packed(objects[content - 1]))
        objects.append(_form(b"q 1 0 0 1 -7 9 cm\n" + text + b"\n/X Do\nQ", call))
        objects[at] = page.replace(b"/Resources << ", f"/Resources << {call} ".encode())
        objects[content - 1] = _stream(b"/X Do")
    return _file(objects)


def _pages(objects: list[bytes]) -> list[tuple[int, bytes]]:
    return [(at, body) for at, body in enumerate(objects) if b"/Type /Page " in body]


def _form(text: bytes, call: str) -> bytes:
    return _stream(
        text,
        "/Type /XObject /Subtype /Form /BBox [-2000 -2000 2000 2000] /Matrix [1 0 0 1 7 -9] "
        f"/Resources << /Font << /F1 3 0 R >> {call} >>",
    )


def _found(pattern: bytes, text: bytes) -> bytes:
    match = re.search(pattern, text)
    assert match is not None
    return match[1]


def without_unicode(pdf: bytes) -> bytes:
    """The map from glyphs to characters lost, as some printers' drivers leave it away."""
    return _file([body.replace(b"/ToUnicode 7 0 R ", b"") for body in objects_of(pdf)])


def with_wrong_unicode(pdf: bytes) -> bytes:
    """The map from glyphs to characters there, and wrong: each glyph is said to be another character, digits too."""
    return _file([_with_map_changed(body) for body in objects_of(pdf)])


def _with_map_changed(body: bytes) -> bytes:
    if b"/FlateDecode" not in body or b"beginbfchar" not in (text := zlib.decompress(_packed(body))):
        return body
    pair = rb"(<[0-9A-Fa-f]+>) <([0-9A-Fa-f]{4})>"
    return _stream(re.sub(pair, lambda m: b"%s <%04X>" % (m[1], 0x3041 + int(m[2], 16) % 0x1800), text))


def with_object_streams(pdf: bytes) -> bytes:
    """Everything but streams inside one object stream, and the cross-reference table as a stream (PDF 1.5)."""
    objects = objects_of(pdf)
    plain = [(number, body) for number, body in enumerate(objects, 1) if b"stream\n" not in body]
    places, text = [], b""
    for number, body in plain:
        places.append(f"{number} {len(text)}")
        text += body + b" "
    head = " ".join(places).encode() + b" "
    holder = _stream(head + text, f"/Type /ObjStm /N {len(plain)} /First {len(head)}")
    out = bytearray(b"%PDF-1.5\n")
    inside = {number: index for index, (number, _) in enumerate(plain)}
    rows = {0: (0, 0, 65535)}
    for number, body in [*enumerate(objects, 1), (len(objects) + 1, holder)]:
        if number in inside:
            rows[number] = (2, len(objects) + 1, inside[number])
            continue
        rows[number] = (1, len(out), 0)
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start, own = len(out), len(objects) + 2
    rows[own] = (1, start, 0)
    table = b"".join(
        bytes([kind]) + where.to_bytes(4, "big") + index.to_bytes(2, "big")
        for _, (kind, where, index) in sorted(rows.items())
    )
    body = _stream(table, f"/Type /XRef /W [1 4 2] /Size {own + 1} /Root 1 0 R")
    out += f"{own} 0 obj\n".encode() + body + f"\nendobj\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def encrypted(pdf: bytes, method: str) -> bytes:
    """Protected with an empty password: `RC4` of 40 bits, or `AES` of 256 (PDF 32000-2, 7.6)."""
    identity = hashlib.md5(b"specimen").digest()
    entry, key = _rc4_entry(identity) if method == "RC4" else _aes_entry()
    objects = [
        _protected(body, partial(_rc4, _rc4_key(key, number)) if method == "RC4" else partial(_sealed, key))
        for number, body in enumerate(objects_of(pdf), 1)
    ]
    whole = _file([*objects, entry])
    trailer = f"/Encrypt {len(objects) + 1} 0 R /ID [<{identity.hex()}> <{identity.hex()}>] /Root 1 0 R"
    return whole.replace(b"/Root 1 0 R >>\nstartxref", trailer.encode() + b" >>\nstartxref")


def _rc4_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]


def _sealed(key: bytes, data: bytes) -> bytes:
    return bytes(16) + _aes(key, bytes(16), _padded(data))


def _rc4_entry(identity: bytes) -> tuple[bytes, bytes]:
    owner = _rc4(hashlib.md5(_PADDING).digest()[:5], _PADDING)
    rights = (-4).to_bytes(4, "little", signed=True)
    key = hashlib.md5(_PADDING + owner + rights + identity).digest()[:5]
    user = _rc4(key, _PADDING)
    return f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P -4 >>".encode(), key


def _aes_entry() -> tuple[bytes, bytes]:
    key, salts = bytes(range(32)), b"validatekeysalts"
    user = hashlib.sha256(salts[:8]).digest() + salts
    wrapped = _aes(hashlib.sha256(salts[8:]).digest(), bytes(16), key)
    owner = hashlib.sha256(salts[:8] + user).digest() + salts
    owner_key = _aes(hashlib.sha256(salts[8:] + user).digest(), bytes(16), key)
    rights = (-4).to_bytes(4, "little", signed=True) + b"\xff" * 4 + b"Tadb" + b"rand"
    proof = Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(rights)
    return (
        f"<< /Filter /Standard /V 5 /R 5 /Length 256 /O <{owner.hex()}> /U <{user.hex()}> /OE <{owner_key.hex()}> "
        f"/UE <{wrapped.hex()}> /P -4 /Perms <{proof.hex()}> /StmF /StdCF /StrF /StdCF "
        "/CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> >>"
    ).encode(), key


def _aes(key: bytes, start: bytes, data: bytes) -> bytes:
    return Cipher(algorithms.AES(key), modes.CBC(start)).encryptor().update(data)


def _padded(data: bytes) -> bytes:
    short = 16 - len(data) % 16
    return data + bytes([short]) * short


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _packed(body: bytes) -> bytes:
    return body[body.index(b"stream\n") + 7 : body.rindex(b"\nendstream")]


def _changed(body: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A page's content changed; any other object as it is (fonts and maps have a /Subtype or hold no text)."""
    if b"stream\n" not in body or b"/Subtype" in body:
        return body
    text = zlib.decompress(_packed(body))
    return body if b"begincmap" in text else _stream(change(text))


def _protected(body: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """An object with its strings and its stream encrypted."""
    head, stream, rest = body.partition(b"stream\n")
    head = re.sub(rb"\((\w+)\)", lambda found: b"<" + change(found[1]).hex().encode() + b">", head)
    if not stream:
        return head
    data = change(rest[: rest.rindex(b"\nendstream")])
    return re.sub(rb"/Length \d+", b"/Length %d" % len(data), head) + stream + data + b"\nendstream"
