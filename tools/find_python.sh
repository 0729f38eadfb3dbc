#!/bin/sh
# Print a Python that can carry Vienots: 3.11 or later, with venv. With --explain: what was tried.
set -u

judge() {
    "$1" -c 'import sys
if sys.version_info < (3, 11): sys.exit("too old: " + sys.version.split()[0])
import venv, ensurepip' 2>&1 | tail -n 1
}

for name in python3.11 python3.12 python3.13 python3.14 python3; do
    command -v "$name" >/dev/null 2>&1 || continue
    fault=$(judge "$name")
    if [ -z "$fault" ]; then
        [ "${1:-}" = --explain ] || echo "$name"
        exit 0
    fi
    [ "${1:-}" = --explain ] && echo "$name: $fault" >&2
done

if [ "${1:-}" = --explain ]; then
    echo "Vienots needs Python 3.11 or later with the modules venv and ensurepip." >&2
    echo "On Debian or Ubuntu: apt-get install python3 python3-venv. Or: make PYTHON=/path/to/python3" >&2
fi
exit 1
