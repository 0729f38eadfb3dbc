#!/bin/sh
# The console is built with Node 20 or later.
set -u

for name in node npm; do
    if ! command -v "$name" >/dev/null 2>&1; then
        echo "Vienots needs Node 20 or later with npm to build its console; there is no $name." >&2
        exit 1
    fi
done
found=$(node -p 'process.versions.node')
if [ "${found%%.*}" -lt 20 ]; then
    echo "Vienots needs Node 20 or later to build its console; this is $found." >&2
    exit 1
fi
