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
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'; then
    echo "Node $found is older than the console's build tool asks for (20.19 or 22.12); trying." >&2
fi
