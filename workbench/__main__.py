"""`python -m workbench` is the same as `workbench`."""

from workbench.cli import main

main()
