"""What maintainers run by hand: not in the wheel, not needed at run time."""
