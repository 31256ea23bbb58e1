"""Three looks at one number: what two close ones misread alike is never taken for sure."""

from __future__ import annotations

import pytest

from workbench.readers.agreed import agreed
from workbench.readers.page import LOST


@pytest.mark.parametrize(
    ("one", "other", "page", "told"),
    [
        pytest.param("4021", "4021", "4021", "4021", id="all alike"),
        pytest.param("1021", "1021", "4021", LOST, id="a cut-out without the stroke of the 4"),
        pytest.param("4021", "1021", "4021", "4021", id="one close look and the page"),
        pytest.param("2090", "2090", "209", "2090", id="the page lost the last digit"),
        pytest.param("20901", "20901", "2090", LOST, id="the rest of a wall is no digit"),
        pytest.param("0", "0", "", "0", id="the page saw nothing"),
        pytest.param("0", "0", "U", "0", id="a digit was taken for a letter"),
        pytest.param("13", "18", "15", LOST, id="all differ"),
        pytest.param(
            "（一)予以公开", "(一)予以公开", "（一) 予以公开", "（一)予以公开", id="of a label the surer one"
        ),
    ],
)
def test_a_number_is_what_the_page_and_a_close_look_agree_on(
    one: str, other: str, page: str, told: str
) -> None:
    assert agreed((one, 0.99), (other, 0.9), page)[0] == told
