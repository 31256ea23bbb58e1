"""Keeps one slow import out of our processes.

`jsonschema` (which altair, nbformat, papermill and nbconvert all import) loads `rfc3987_syntax` when it is there,
and that package parses a grammar on import: 1 to 2 seconds. It serves only the "iri" formats, which no schema of
ours uses, and jsonschema treats it as optional (python-jsonschema issue 1428). A name that maps to None in
`sys.modules` cannot be imported, so jsonschema goes on without it.
"""

from __future__ import annotations

import sys


def block_slow_import() -> None:
    """Makes `import rfc3987_syntax` fail at once. Call before anything imports jsonschema."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
