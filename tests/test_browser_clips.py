"""Clips of PDFs that call themselves Chromium's: what is told, and that nothing hostile in them costs or breaks."""

from __future__ import annotations

import zlib

import pytest

from workbench.readers import browser_clips
from workbench.readers.browser_clips import clips_by_page

PAGE = b"<</Type /Page\n/Contents 2 0 R>>"
BASE = b".24 0 0 -.24 0 842 cm\n"
CLIP = b"q\n100 200 50 20 re\nW n\nQ\n"


def made(*contents: bytes) -> bytes:
    """A file as Chromium lays it out: object 1 is the page, 2 its content, 3 and on the forms."""
    data, places = b"%PDF-1.4\n<</Producer (Skia/PDF m140)>>\n", [0]
    for number, content in enumerate((None, *contents), start=1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number
        if content is None:
            data += PAGE + b"\nendobj\n"
        else:
            packed = zlib.compress(content, 9)
            data += b"<</Filter /FlateDecode\n/Length %d>> stream\n%b\nendstream\nendobj\n" % (
                len(packed),
                packed,
            )
    start = len(data)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 %d\n%btrailer\n<<>>\nstartxref\n%d\n%%%%EOF\n" % (len(places), rows, start)


def test_a_clip_is_told_in_points_of_the_page() -> None:
    assert clips_by_page(made(BASE + CLIP)) == [[pytest.approx((24, 789.2, 36, 794))]]


def test_a_clip_of_a_form_lies_where_the_form_is_drawn() -> None:
    drawn = BASE + b"\nq\n2 0 0 2 10 0 cm\n/X3 Do\n"
    assert clips_by_page(made(drawn, CLIP)) == [[pytest.approx((50.4, 736.4, 74.4, 746))]]


@pytest.mark.parametrize("path", [b"1 2 3 re\n", b"1.2.3 4 5 6 re\n", b"h\n", b"1 2 3 m\n"])
def test_a_path_that_is_none_tells_no_clips(path: bytes) -> None:
    assert clips_by_page(made(BASE + b"q\n" + path + b"W n\nQ\n")) == []


def test_forms_that_draw_each_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_clips, "MOST", 200_000)
    many = BASE + b"\nq\n1 0 0 1 0 0 cm\n/X3 Do\n" * 40
    assert len(clips_by_page(made(many, many + CLIP))[0]) == 1


def test_content_that_unpacks_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_clips, "MOST", 200_000)
    assert clips_by_page(made(BASE + b" " * 20_000_000 + CLIP)) == [[]]
