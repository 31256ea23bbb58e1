"""Starts the workbench's kernel: the stock one, without imports that cost it a second.

Jupyter runs this file from share/jupyter/kernels/workbench, where the installation put a copy of it. It imports
nothing of ours, so that it works from any folder. See workbench/quickstart.py for the imports that it keeps out.
"""

import sys

for name in ("rfc3987_syntax", "rfc3986_validator", "isoduration"):
    sys.modules.setdefault(name, None)  # type: ignore[arg-type]
sys.path.pop(0)  # this file's folder; the kernel puts the notebook's folder there instead

from ipykernel import kernelapp  # noqa: E402

kernelapp.launch_new_instance()
