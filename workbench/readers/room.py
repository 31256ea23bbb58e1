"""Whether this process may do what recognition and word processors need: the reading children of an ingest may not.

A child with tight limits (see `guard`) says so, and the file is read again by one with wider limits.
"""

from __future__ import annotations

import contextlib

MEMORY = 3 << 30  # bytes of address space; the models and their threads reserve about 2 GiB


def has_room() -> bool:
    """Whether the limits on this process leave address space for models and let it write temporary files."""
    with contextlib.suppress(ImportError):  # Windows has no such limits
        import resource

        memory = resource.getrlimit(resource.RLIMIT_AS)[0]
        file_size = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
        return file_size != 0 and (memory == resource.RLIM_INFINITY or memory >= MEMORY)
    return True
