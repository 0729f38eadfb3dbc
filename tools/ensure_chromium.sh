#!/bin/sh
# Print the Chromium that the browser tests drive. As root on Debian it is installed when missing.
set -u

find_one() {
    if [ -n "${VIENOTS_CHROMIUM:-}" ]; then
        command -v "$VIENOTS_CHROMIUM" && return 0
        echo "VIENOTS_CHROMIUM names no program: $VIENOTS_CHROMIUM" >&2
        exit 1
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" && return 0
    done
    return 1
}

find_one && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests…" >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >&2 && apt-get install -y -q --no-install-recommends chromium >&2
    find_one && exit 0
fi
echo "The browser tests need Chromium: install chromium or google-chrome, or name one in VIENOTS_CHROMIUM." >&2
exit 1
