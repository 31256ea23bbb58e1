"""The review: doubtful cells and located misprints one by one, the source beside the value, and a person's judgement.

Accept the proposal, type another value, say that the cell is blank, or confirm what is printed, each with a reason.
What is decided is appended to data/raw/corrections.toml and nothing else is written; it holds from the next load on.
Refuses a decision without a reason or without a number, in words, and stays at the cell.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import polars as pl

from workbench import source_view
from workbench.asking import place_code
from workbench.corrections import BLANK, KINDS, MISPRINT, READING, Correction, append
from workbench.errors import WorkbenchError
from workbench.explorer.keys import with_keys
from workbench.explorer.settled import Settled
from workbench.explorer.state import start
from workbench.parameters import load
from workbench.source_view.flagged import to_look_at
from workbench.wording import cell_label, count, say

if TYPE_CHECKING:
    from workbench.frames import Frames

WIDE = {"width": "420px"}
NUMBER = "number"


class Review(widgets.VBox):  # type: ignore[misc]
    """`items`: report_id, cell, why, a row a cell to look at; `at` is the one shown. `decide` does what the buttons do.

    `region` and `year` narrow the reports; `path` is the file written to, by default the project's.
    """

    def __init__(
        self,
        project: str | Path | Frames = ".",
        frames: Frames | None = None,
        *,
        lang: str = "zh",
        region: str | None = None,
        year: int | None = None,
        path: Path | None = None,
    ) -> None:
        self.frames = load(project) if frames is None else frames
        if path is None and self.frames.raw is not None:
            path = self.frames.raw / "corrections.toml"
        self.path, self.lang, self.at = path, lang, 0
        self.items = self._items(region, year)
        self.head, self.source, self.said = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.settled = Settled(self._told)
        self.form = self._form()
        super().__init__([self.head, self.source, self.form, self.said, self.settled])
        with_keys(self, lang)
        self._show()

    def _form(self) -> widgets.VBox:
        """What a person fills in, and the buttons."""
        self.typed = widgets.Text(description=self._say("typed"))
        self.kind = widgets.Dropdown(
            options=[(self._say(f"kind_{kind}"), kind) for kind in KINDS], description=self._say("kind")
        )
        self.reason = widgets.Text(
            description=self._say("reason"), placeholder=self._say("reason_hint"), layout=WIDE
        )
        self.buttons = {
            name: widgets.Button(description=self._say(name), layout={"width": "auto"})
            for name in ("previous", "next", "use", "blank", "confirm")
        } | {"accept": widgets.Button(layout={"width": "auto"})}
        for name, button in self.buttons.items():
            button.on_click(lambda _, name=name: self.settled.press(name=name, cell=self._shown()))
        row = widgets.HBox(
            [self.buttons[name] for name in ("previous", "accept", "use", "blank", "confirm", "next")]
        )
        return widgets.VBox([widgets.HBox([self.typed, self.kind]), self.reason, row])

    def decide(self, how: str, reason: str, value: str = "", kind: str | None = None) -> Correction | None:
        """As a person would: `how` is accept, use, blank or confirm. The entry that was written, or None with the
        reason why not in `said`."""
        self.reason.value = reason
        if value:
            self.typed.value = value
        if kind:
            self.kind.value = kind
        return self._decided(how)

    def _items(self, region: str | None, year: int | None) -> pl.DataFrame:
        reports = self.frames.reports.filter(pl.col("status") != "failed")
        if region is not None:
            region = place_code(region)
            start(self.frames, region=region)  # refuses a region that is not there
            reports = reports.filter(pl.col("place").str.starts_with(region.rstrip("0")))
        if year is not None:
            reports = reports.filter(pl.col("year") == year)
        return to_look_at(self.frames, reports).join(
            self.frames.looked_at, on=["report_id", "cell"], how="anti", maintain_order="left"
        )

    def _shown(self) -> list[str]:
        """Report and cell at which a button is pressed."""
        return [] if self.items.is_empty() else list(self.items.select("report_id", "cell").row(self.at))

    def _told(self, press: dict[str, Any]) -> None:
        """A press that was made at a cell that is decided or left by now is none."""
        if press["cell"] == self._shown():
            self._pressed(press["name"])

    def _pressed(self, name: str) -> None:
        if name in ("previous", "next"):
            self._go(1 if name == "next" else -1)
        else:
            self._decided(name)

    def _go(self, step: int) -> None:
        self.at = min(max(0, self.at + step), max(0, self.items.height - 1))
        self.said.value = ""
        self._show()

    def _show(self) -> None:
        self.form.layout.display = "none" if self.items.is_empty() else "flex"
        if self.items.is_empty():
            self.head.value = f"<p>{escape(self._say('nothing'))}</p>"
            self.source.value = ""
            return
        evidence, why = self._evidence(), self.items["why"][self.at]
        at = {"n": self.at + 1, "of": self.items.height, "why": self._say(f"why_{why}")}
        place = say("review.position", self.lang, **at)
        self.head.value = f"<h3>{escape(place)}</h3><p>{escape(self._title())}</p>"
        self.source.value = source_view.card(evidence, self.lang)
        proposal = evidence.proposal
        accept = self.buttons["accept"]
        accept.disabled = proposal is None
        accept.description = (
            say("review.accept", self.lang, value=count(proposal["proposed"]))
            if proposal
            else self._say("no_proposal")
        )
        self.buttons["blank"].disabled = evidence.read["state"] == BLANK
        self.typed.value, self.reason.value = "", ""
        self.kind.value = proposal["looks_like"] if proposal else READING

    def _title(self) -> str:
        """What the report with the cell that is shown calls itself: its office and year."""
        report = self.frames.find(pl.col("report_id") == self._shown()[0], columns=["title", "path"])
        return str(report["title"][0] or report["path"][0])

    def _evidence(self) -> source_view.Evidence:
        report, cell = self.items.select("report_id", "cell").row(self.at)
        return source_view.of_report(self.frames, report, cell)

    def _decided(self, how: str) -> Correction | None:
        if self.items.is_empty():
            return None
        reason = self.reason.value.strip()
        if not reason:
            self._refuse(self._say("no_reason"))
            return None
        evidence = self._evidence()
        decided = self._value(how, evidence)
        if decided is None:
            return None
        kind = READING if how == "confirm" else str(self.kind.value or MISPRINT)
        try:
            written = append(self._path(), self._entry(evidence, decided, kind, reason))
        except (WorkbenchError, OSError) as error:  # OSError: no room, no right to write
            self._refuse(str(error))
            return None
        said = say(
            "review.written",
            self.lang,
            number=written.number,
            cell=cell_label(written.cell, self.lang),
            value=say(f"state.{written.state}", self.lang)
            if written.state
            else count(float(written.value or 0)),
            reason=written.reason,
        )
        self.items = self.items.filter(pl.int_range(pl.len()) != self.at)
        self._go(0)
        self.said.value = f"<p>{escape(said)}</p>"
        return written

    def _value(self, how: str, evidence: source_view.Evidence) -> Decimal | str | None:
        """The number decided on, or the state in place of one; None, with the reason told, where there is neither."""
        state = {"blank": BLANK, "confirm": evidence.read["state"]}.get(how, NUMBER)
        if state != NUMBER:
            return str(state)  # a zero that is only implied is no printed one
        proposed = evidence.proposal["proposed"] if evidence.proposal else ""
        typed = self.typed.value.strip()
        given = {"accept": proposed, "confirm": evidence.read["value"]}.get(how, typed)
        try:
            value = Decimal(str(given))
        except InvalidOperation:
            self._refuse(say("review.no_number", self.lang, typed=given))
            return None
        return Decimal(int(value)) if value.is_finite() and value == int(value) else value

    def _entry(
        self, evidence: source_view.Evidence, decided: Decimal | str, kind: str, reason: str
    ) -> Correction:
        report = self.frames.reports.filter(sha256=evidence.sha256).row(0, named=True)
        return Correction(
            cell=evidence.cell,
            kind=kind,
            printed=str(evidence.read["printed"] or ""),
            value=None if isinstance(decided, str) else decided,
            state=decided if isinstance(decided, str) else None,
            reason=reason,
            date=date.today(),
            sha256=evidence.sha256,
            body=report["body_id"],
            year=report["year"],
        )

    def _path(self) -> Path:
        assert self.path is not None, "frames that were made by hand need a path"
        return self.path

    def _refuse(self, words: str) -> None:
        self.said.value = f"<p>{escape(words)}</p>"

    def _say(self, key: str) -> str:
        return say(f"review.{key}", self.lang)
