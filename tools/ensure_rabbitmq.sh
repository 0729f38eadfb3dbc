#!/bin/sh
# Print the RabbitMQ server that the tests start for themselves. As root on Debian it is installed
# when missing; it is not started as a service. Elsewhere its tests are skipped, and say so.
set -u

find_one() {
    for name in "${VIENOTS_RABBITMQ:-}" /usr/lib/rabbitmq/bin/rabbitmq-server; do
        [ -n "$name" ] && [ -x "$name" ] && echo "$name" && return 0
    done
    return 1
}

find_one && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing RabbitMQ for the tests of the outbox…" >&2
    export DEBIAN_FRONTEND=noninteractive
    # A service of its own would stand in nobody's way but take its memory.
    export RUNLEVEL=1
    apt-get update -q >&2 && apt-get install -y -q --no-install-recommends rabbitmq-server >&2
    find_one && exit 0
fi
echo "The tests of the broker need RabbitMQ: install rabbitmq-server, or name its start script in VIENOTS_RABBITMQ." >&2
exit 0
