"""The explorer (choose, look, click down to the source) and the review of doubtful cells (judge, correct).

>>> explorer.Explorer()
>>> explorer.Review()
"""

from workbench.explorer.panel import Explorer
from workbench.explorer.review import Review

__all__ = ["Explorer", "Review"]
