"""`workbench doctor`: what is missing on this machine and how to get it. Exit code 1 when something needed is."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from workbench.commands._options import place_options
from workbench.doctor import Finding, examine

SIGNS = {"ok": "ok", "missing": "MISSING", "optional": "optional"}


@click.command(short_help="Say what is missing on this machine and how to get it.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@place_options
def command(as_json: bool, root: str, store: str | None) -> int:
    """Say what is missing on this machine and how to get it."""
    findings = examine(root, store)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(map(_line, findings)))
    return int(any(finding.state == "missing" for finding in findings))


def _line(finding: Finding) -> str:
    todo = f". {finding.todo}" if finding.todo else ""
    return f"{SIGNS[finding.state]:9} {finding.name:13} {finding.found}{todo}"
