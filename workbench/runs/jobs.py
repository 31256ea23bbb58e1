"""What driver and workers tell each other: a job and how it ended. Light, so that the driver stays quick."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

# The names of a run's files in its staging folder.
EXECUTED, PAGE, SINGLE, FIGURES = "notebook.ipynb", "page.html", "single.html", "figures.json"


@dataclass(frozen=True)
class Provenance:
    """What a page says of itself: where it belongs and what it was made from. No time, no machine."""

    title: str
    place: str | None
    place_name: str
    year: int | None
    lang: str
    reports: int
    reports_hash: str
    notebook: str
    notebook_hash: str
    version: str
    # From the page's folder to the index and to the shared Vega bundle.
    index: str = "../index.html"
    bundle: str = "../assets/vega.js"

    @property
    def headline(self) -> str:
        """The page's title with its place and year, unless the title itself names the place."""
        if self.place_name and self.place_name.split()[-1] in self.title:
            return self.title
        return " · ".join(str(part) for part in (self.place_name, self.year, self.title) if part)

    def beside_pages(self) -> Provenance:
        """The same for a page in data/processed/failed/<notebook>/."""
        return replace(self, index=f"../../pages/{self.index[3:]}", bundle=f"../../pages/{self.bundle[3:]}")


@dataclass(frozen=True)
class Job:
    """What a worker needs to know of a run. Limits are seconds."""

    id: str
    notebook: Path
    parameters: dict[str, Any]
    root: Path
    staging: Path
    provenance: Provenance
    bundle: Path
    package: str  # hash of the sources that the page is to be made with
    single: bool = False
    cell_limit: float = 120
    notebook_limit: float = 900
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """How a run ended. `error` is None for a good one, else one line. `title` is the page's own, if it has one;
    `retried` the error of a first try that was followed by this one."""

    error: str | None
    seconds: float
    title: str | None = None
    retried: str | None = None
