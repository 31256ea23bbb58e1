"""Whether this machine has a font with Chinese in it, which pictures made here need. No font is opened."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

# Where systems without fontconfig keep one.
FONTS = (
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)


def chinese_font() -> str:
    """The file or the family of such a font; empty if there is none."""
    found = next((font for font in FONTS if Path(font).is_file()), "")
    if found or not shutil.which("fc-list"):
        return found
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return min(listed.stdout.splitlines(), default="")
