"""`workbench measures`: the dictionary of measures, for a person or (--json) for a program."""

from __future__ import annotations

import json

import click

from workbench.commands._options import place_options


@click.command("measures")
@click.option("--json", "as_json", is_flag=True, help="Print the dictionary as JSON.")
@place_options
def command(as_json: bool, root: str, store: str | None) -> None:
    """Print each measure with its formula; the same in every project."""
    from workbench.dictionary import dictionary, load_measures, load_sums

    if as_json:
        click.echo(json.dumps(dictionary(), ensure_ascii=False, indent=1))
        return
    for measure in load_measures().values():
        click.echo(f"{measure.id}  {measure.en} ({measure.zh})")
        click.echo(f"  {measure.short_formula}  [{measure.unit}; form of {', '.join(measure.editions)}]")
        if measure.caveat_en:
            click.echo(f"  {measure.caveat_en}")
    click.echo("\nSums by name:")
    for name, cells in load_sums().items():
        click.echo(f"  {name} = {' + '.join(cells)}")
