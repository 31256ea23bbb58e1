"""JupyterLab, started without the import that takes half of the seconds until it answers.

>>> python -m workbench.lab --ServerApp.root_dir=. notebooks/tutorial.ipynb
"""

from __future__ import annotations

from workbench.quickstart import block_slow_import


def main() -> None:
    """What `jupyter lab` does, with the words of the command line."""
    block_slow_import()
    from jupyterlab.labapp import main as jupyterlab  # what it imports comes in after the block

    jupyterlab()


if __name__ == "__main__":
    main()
