"""A notebook's parameters: what its cell tagged `parameters` declares, and whether given values fit.

The cell is read by its syntax tree and never run; each line is `name: type = value # help`. Values are
checked before a kernel starts: an unknown name, a wrong type or a region without reports is a BadCall that
names the nearest thing that exists. Region codes are strings throughout: they may begin with a zero.
"""

from __future__ import annotations

import ast
import difflib
import io
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from workbench.errors import BadCall, ProjectError
from workbench.runs.notebook import Notebook

TYPES: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (float, int), "bool": (bool,)}


@dataclass(frozen=True)
class Parameter:
    """One line of the parameters cell. `type` is one of str, int, float, bool, or `list[…]` of one."""

    name: str
    type: str
    default: Any
    help: str


@dataclass(frozen=True)
class Place:
    """A place that has reports: code, chain of names, years."""

    code: str
    name: str
    years: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.code} {self.name} ({', '.join(map(str, self.years))})"


@lru_cache(maxsize=64)  # a plan asks once for each of thousands of runs; the answer is only read
def declared(notebook: Notebook) -> dict[str, Parameter]:
    """The notebook's parameters by name, in order; none when no cell is tagged `parameters`."""
    found: dict[str, Parameter] = {}
    for cell in notebook.cells:
        if "parameters" in cell.tags:
            found |= _of_cell(cell.source, f"{notebook.path.name}, parameters cell")
    return found


def checked(notebook: Notebook, given: Mapping[str, Any]) -> dict[str, Any]:
    """The given values, each fitting its declaration; text is converted where a number belongs."""
    known = declared(notebook)
    where = f"{notebook.path.name}, parameters"
    for name in given:
        if name not in known:
            raise BadCall.unknown("parameter", name, known, where=where)
    return {name: _fitting(known[name], value, where) for name, value in given.items()}


def check_place(code: str, year: int | None, places: Iterable[Place]) -> None:
    """Raises BadCall, naming the nearest places that have reports, when the place (in that year) has none."""
    known = list(places)
    here = next((place for place in known if place.code == code), None)
    if here is None:
        near = "; ".join(map(str, _nearest(code, known)))
        raise BadCall(
            where="region",
            found=f"{code!r}, a place without reports",
            expected=f"the code of a place that has reports; near it: {near}",
            todo="Use one of these codes, or add a report of the place to data/raw/, then: workbench ingest",
        )
    if year is not None and year not in here.years:
        raise BadCall(
            where=f"region {code}",
            found=f"no report of the year {year}",
            expected=f"a year that has one: {here}",
            todo="Use one of these years, or add the report to data/raw/ and run: workbench ingest",
        )


def _of_cell(source: str, where: str) -> dict[str, Parameter]:
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise _not_declared(f"{where}, line {error.lineno}", "no Python") from error
    comments = _comments(source)
    found: dict[str, Parameter] = {}
    for statement in statements:
        line = f"{where}, line {statement.lineno}"
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value):
                default, kind = _literal(value, line), ast.unparse(annotation)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                default = _literal(value, line)
                kind = type(default).__name__
            case _:
                raise _not_declared(line, ast.unparse(statement).splitlines()[0])
        if kind.removeprefix("list[").removesuffix("]") not in TYPES:
            raise _not_declared(line, f"type {kind}")
        found[name] = Parameter(name, kind, default, comments.get(statement.end_lineno or 0, ""))
    return found


def _literal(value: ast.expr, where: str) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError as error:
        raise _not_declared(where, f"{ast.unparse(value)!r}, which is no plain value") from error


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ").strip() for t in tokens if t.type == tokenize.COMMENT}


def _not_declared(where: str, found: str) -> ProjectError:
    return ProjectError(
        where=where,
        found=found,
        expected="lines like: year: int = 2022  # the year of the reports",
        todo=f"Write only such lines there, with types among {', '.join(TYPES)} or list[…] of them.",
    )


def _fitting(parameter: Parameter, value: Any, where: str) -> Any:
    inner = parameter.type.removeprefix("list[").removesuffix("]")
    if inner == parameter.type:
        return _one(parameter, inner, value, where)
    values = value.split(",") if isinstance(value, str) else value
    if not isinstance(values, list | tuple):
        raise _wrong(parameter, value, where)
    return [_one(parameter, inner, item, where) for item in values]


def _one(parameter: Parameter, kind: str, value: Any, where: str) -> Any:
    # bool is a subclass of int in Python, but True is no year.
    if isinstance(value, TYPES[kind]) and (kind == "bool" or not isinstance(value, bool)):
        return value
    if not isinstance(value, str):
        raise _wrong(parameter, value, where)
    try:
        return {"true": True, "false": False}[value.lower()] if kind == "bool" else TYPES[kind][0](value)
    except (ValueError, KeyError) as error:
        raise _wrong(parameter, value, where) from error


def _wrong(parameter: Parameter, value: Any, where: str) -> BadCall:
    return BadCall(
        where=where,
        found=f"{parameter.name} = {value!r}",
        expected=f"{parameter.type}" + (f" ({parameter.help})" if parameter.help else ""),
        todo=f"Give a value like {parameter.default!r}.",
    )


def _nearest(code: str, places: list[Place], count: int = 4) -> list[Place]:
    """Places whose name holds what was typed, else those that share the most leading digits of the code."""
    named = [place for place in places if code and code in place.name]

    def distance(place: Place) -> tuple[int, float, str]:
        same = next((i for i, (a, b) in enumerate(zip(code, place.code, strict=False)) if a != b), len(code))
        return -same, -difflib.SequenceMatcher(None, code, place.code).ratio(), place.code

    return named[:count] or sorted(places, key=distance)[:count]
