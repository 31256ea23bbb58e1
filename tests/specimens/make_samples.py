"""Writes the five sample reports and register.csv into data/raw/ of the checkout: `make samples`.

A file whose content is the same is written all the same; run it after a change to a layout or a sample.
"""

from __future__ import annotations

from pathlib import Path

from tests.specimens.samples import load_samples, register_text, sample_bytes

RAW = Path(__file__).parents[2] / "data" / "raw"


def make_samples(folder: Path = RAW) -> None:
    """The samples' files and their register in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    samples = load_samples()
    files = {sample.file: sample_bytes(sample) for sample in samples}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / "register.csv").write_text(register_text(samples, files), "utf-8")


if __name__ == "__main__":
    make_samples()
