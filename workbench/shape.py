"""A reading as the plain dictionary that commands print and the store keeps (the design's section 6).

Only forms and names: what is read and how sure it is was decided before. Cells that are absent are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workbench.claims import Claim, Comparison, compare, find_claims
from workbench.errors import Unreadable
from workbench.form import Edition
from workbench.issuer import Place, resolve
from workbench.issuer.page import told_by
from workbench.match import Match
from workbench.outline import Outline
from workbench.proof import Proof, Proposal, ReadCell
from workbench.readers.document import Document
from workbench.readers.page import without_edge_marks
from workbench.sections import Section

SECTIONS = 6
SHOWN = 4  # items that a reason names before it only counts
_EARLIER_LEFT_OUT = "tables of earlier years stand beside this year's and are left out"


@dataclass(frozen=True)
class Reading:
    """What one engine made of the file."""

    document: Document
    edition: Edition
    match: Match
    proof: Proof
    other_forms: tuple[str, ...] = ()  # tables that are printed in another edition's form

    @property
    def absent(self) -> list[str]:
        """The cells of the form that are not in the document, nor replaced by a row printed in their place."""
        return self.edition.absent(self.proof.cells)

    @property
    def is_weak(self) -> bool:
        """Whether a cell of the form is doubtful or missing."""
        return bool(self.absent) or any(cell.status == "doubtful" for cell in self.proof.cells.values())

    @property
    def proved(self) -> int:
        return sum(cell.status == "proved" for cell in self.proof.cells.values())


def failed(shell: dict[str, Any], error: Unreadable) -> dict[str, Any]:
    empty = dict.fromkeys(("edition", "title", "issuer", "year", "published"))
    return {
        **shell,
        "container": shell.get("container"),
        **empty,
        "source": {"url": None, "site_id": None},
        "place": Place().to_json(),
        "sections": [],
        "cells": {},
        "checks": [],
        "proposals": [],
        "claims": [],
        "status": "failed",
        "reasons": [{"reason": error.reason, "message": str(error)}],
    }


def complete(first: Reading, second: Reading | None, told: Outline) -> dict[str, Any]:
    cells = _two_witnesses(first, second)
    values = {id_: cell.value for id_, (cell, _) in cells.items()}
    claims, comparisons = compare(
        find_claims(told.sections or _whole_text(first.document), told.year), values
    )
    reasons = _reasons(first, told)
    head = first.document.head
    place = resolve(told_by(first.document, told))
    return {
        "edition": first.edition.id if cells else None,
        "title": told.title,
        "issuer": told.issuer
        or place.issuer,  # a page without a title names its issuer in its first sentences
        "year": told.year,
        "published": told.published.isoformat() if told.published else None,
        "source": {"url": head.get("url"), "site_id": head.get("site_id")},
        "place": place.to_json(),
        "sections": [{"number": s.number, "heading": s.heading, "text": s.text} for s in told.sections],
        "cells": {id_: _cell_json(cell, engines) for id_, (cell, engines) in cells.items()},
        "checks": [*_checks_json(first.proof), *map(_comparison_json, comparisons)],
        "proposals": [
            _proposal_json(proposal, misread=second is not None and len(cells[proposal.cell][1]) == 1)
            for proposal in first.proof.proposals
        ],
        "claims": [_claim_json(claim) for claim in claims],
        "status": "partial" if reasons else "ok",
        "reasons": reasons,
    }


def _whole_text(document: Document) -> tuple[Section, ...]:
    """Reports before the form of 2019 have no prescribed sections: what they tell may stand anywhere."""
    return (Section(1, "", "\n".join(line.text for line in document.lines)),)


def _two_witnesses(first: Reading, second: Reading | None) -> dict[str, tuple[ReadCell, list[str]]]:
    """Each cell with the engines that read it so; a cell that they read differently is doubtful."""
    cells: dict[str, tuple[ReadCell, list[str]]] = {}
    for id_, cell in first.proof.cells.items():
        engines = [first.document.engine]
        other = second.proof.cells.get(id_) if second else None
        if (
            second is not None
            and other is not None
            and (other.state, other.value) == (cell.state, cell.value)
        ):
            engines = sorted([first.document.engine, second.document.engine], reverse=True)
        elif other is not None or (second is not None and cell.value is None):
            cell = cell._replace(status="doubtful")  # a blank that only one engine sees may be a lost number
        if cell.status == "read" and cell.found.origin.page in first.document.layers:
            cell = cell._replace(status="doubtful")  # recognised by who knows what, and no sum tells
        cells[id_] = (cell, engines)
    return cells


def _reasons(reading: Reading, told: Outline) -> list[dict[str, str]]:
    """Why the report is read in part only: cells, rows or sections that are not there or not known."""
    reasons = [{"reason": reason, "message": message} for reason, message in reading.document.remarks]
    if not reading.proof.cells:
        reasons.append({"reason": "no_tables", "message": "none of the form's tables is in the document"})
    absent = reading.absent if reading.proof.cells else []
    there = {section.number for section in told.sections}
    missing = [section.zh for section in reading.edition.sections if int(section.id) not in there]
    reasons += [{"reason": "years_differ", "message": doubt} for doubt in told.doubts]
    if (absent or not reading.proof.cells) and reading.document.pictures:
        reasons.append(_pictured(reading.document.pictures))
    found = reading.match
    of_many = [
        ("cells_absent", f"{len(absent)} cells of the form are not in the document", absent),
        ("cells_run_together", f"{len(found.ambiguous)} rows can be cut in several ways", found.ambiguous),
        ("rows_twice", f"{len(found.twice)} rows are printed twice with different numbers", found.twice),
        ("unknown_rows", f"{len(found.unknown_rows)} rows fit no row of the form", found.unknown_rows),
        ("unknown_columns", "columns that an office added to the form's are left out", found.unknown_columns),
        ("earlier_years", _EARLIER_LEFT_OUT, found.earlier_years),
        ("other_form", "tables in the form of another edition are left out", reading.other_forms),
        ("sections_missing", f"{len(missing)} of {SECTIONS} headings not found", missing),
    ]
    return reasons + [_reason(reason, message, items) for reason, message, items in of_many if items]


def _pictured(places: tuple[str, ...]) -> dict[str, str]:
    """Cells are missing and there are pictures: offices put the tables into the text as pictures of them."""
    where = ", ".join(list(dict.fromkeys(places))[:SHOWN])
    message = (
        f"{len(places)} pictures stand in the text ({where}); a table that is a picture there is not read"
    )
    return {"reason": "pictured", "message": message}


def _reason(reason: str, message: str, items: Iterable[str]) -> dict[str, str]:
    items = list(items)
    more = f" … and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return {"reason": reason, "message": f"{message}: {', '.join(items[:SHOWN])}{more}"}


def _cell_json(cell: ReadCell, engines: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "value": _number(cell.value),
        "state": cell.state,
        "printed": without_edge_marks(cell.found.printed),
        "status": cell.status,
        "implied_zero": cell.implied_zero,
        "engines": engines,
        "origin": cell.found.origin.to_json(),
    }
    return {**told, "but_for": cell.but_for} if cell.but_for else told


def _checks_json(proof: Proof) -> list[dict[str, Any]]:
    return [
        {
            "id": check.id,
            "status": check.outcome,
            "left": _number(check.left),
            "right": _number(check.right),
            "cells": list(check.cells),
        }
        for check in proof.checks
    ]


def _comparison_json(comparison: Comparison) -> dict[str, Any]:
    status = "not_testable" if comparison.passes is None else "pass" if comparison.passes else "fail"
    return {
        "id": comparison.id,
        "status": status,
        "left": _number(comparison.left),
        "right": _number(comparison.right),
        "cells": list(comparison.cells),
    }


def _proposal_json(proposal: Proposal, *, misread: bool) -> dict[str, Any]:
    """A misprint in the report, unless only one of two engines read the cell so."""
    return {
        "cell": proposal.cell,
        "printed": without_edge_marks(proposal.printed),
        "proposed": _number(proposal.proposed),
        "closes": list(proposal.closes),
        "looks_like": "reading" if misread else "misprint",
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    return {**claim.__dict__, "value": _number(claim.value)}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    whole = int(value)
    return whole if value == whole else float(value)
