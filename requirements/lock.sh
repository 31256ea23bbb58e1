#!/bin/sh
# Makes the locks anew from pyproject.toml: one for the core, one for the tests, one for each extra, all for
# Python 3.11 to 3.14 on every system, with hashes and without a single address. Versions that the locks hold stay
# unless `--upgrade` is given. Every lock contains the core, and all agree: they are cut from one common solution.
set -eu
cd "$(dirname "$0")/.."

if ! command -v uv >/dev/null 2>&1; then
    echo "make lock: found no uv; the locks for all systems can only be made with it. Install uv, then try again." >&2
    exit 1
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

compile() { # compile FILE WHAT…
    file=$1
    shift
    uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --group build --output-file "$file" "$@" >/dev/null
}

# What the locks hold now is the preference for the common solution.
cat requirements/*.txt 2>/dev/null | awk '/^[a-z]/ {take = !seen[$1]++} take' >"$scratch/all.txt"
compile "$scratch/all.txt" --group test --group fuzz --all-extras "$@"

compile "$scratch/core.txt" --constraint "$scratch/all.txt"
compile "$scratch/test.txt" --constraint "$scratch/all.txt" --group test
compile "$scratch/fuzz.txt" --constraint "$scratch/all.txt" --group test --group fuzz
for extra in ocr cluster export text bench; do
    compile "$scratch/$extra.txt" --constraint "$scratch/all.txt" --extra "$extra"
done
rm "$scratch/all.txt"
mv "$scratch"/*.txt requirements/
