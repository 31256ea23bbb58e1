#!/bin/sh
# Puts one lock (core, test, ocr …) into .venv/ and the workbench beside it, editable, so that the code that runs is
# the code in this folder. With uv where it is there, else with venv and pip; nothing is taken that has no hash in
# the lock, and nothing is removed that was installed before. PYTHON names the Python to use, VENV another place.
set -eu
cd "$(dirname "$0")/.."
lock=requirements/$1.txt
venv=${VENV:-.venv}
bin=$venv/bin

say() { echo "set-up: $*" >&2; }

make_venv_with_uv() {
    # Without PYTHON, uv looks for one that pyproject.toml allows and fetches one when there is none.
    uv venv --quiet --clear ${PYTHON:+--python "$PYTHON"} "$venv"
}

make_venv_with_python() {
    python=${PYTHON:-python3}
    if ! command -v "$python" >/dev/null 2>&1; then
        say "found no $python; expected Python 3.11 or newer. Install it, or name one: make PYTHON=/path/to/python"
        exit 1
    fi
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        say "found $("$python" --version 2>&1) as $python; expected 3.11 or newer." \
            "Name a newer one: make PYTHON=python3.12, or install uv, which fetches one."
        exit 1
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        say "found $python without its venv module; expected it for .venv/." \
            "On Debian and Ubuntu: apt-get install python3-venv"
        exit 1
    fi
    "$python" -m venv --clear "$venv"
}

if command -v uv >/dev/null 2>&1; then
    [ -x $bin/python ] || make_venv_with_uv
    say "installing $lock with uv"
    # Compiled now, as pip does: else each kernel would compile what it imports where bytecode is not written later.
    uv pip install --quiet --compile-bytecode --python $bin/python --require-hashes -r "$lock"
    uv pip install --quiet --python $bin/python --no-deps --no-build-isolation -e .
else
    [ -x $bin/python ] || make_venv_with_python
    # A .venv/ that uv made has no pip in it.
    $bin/python -m pip --version >/dev/null 2>&1 || $bin/python -m ensurepip >/dev/null
    say "installing $lock with pip: $(grep -c == "$lock") packages, half a minute to a few minutes"
    $bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    $bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
$bin/python -m compileall -q workbench
