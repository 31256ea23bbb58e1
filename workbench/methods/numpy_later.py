"""NumPy at its first use: importing it takes longer than a page's figures, and most pages need none of it.

`from workbench.methods.numpy_later import np`, in place of `import numpy as np`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["np"]

if TYPE_CHECKING:
    import numpy as np
else:

    class _Later:
        """Stands for the module until something of it is asked for."""

        def __getattr__(self, name: str) -> Any:
            import numpy

            found = self.__dict__[name] = getattr(numpy, name)
            return found

    np = _Later()
