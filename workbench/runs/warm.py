"""What each worker would make on its first page, made by importing this module, once for all that are forked from it.

The libraries that they execute with, the checks of the notebook format, the rules of Python's colours, the template.
"""

from __future__ import annotations

from workbench.runs.page import coloured, templates
from workbench.runs.worker import check_nothing

check_nothing()
coloured("1")
templates().get_template("page.html.j2")
