#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job on real input: this machine's package index goes in through kcat and through the stock console producer,
# and comes back byte-identical through kcat and through the stock console consumer, partition by partition; again after
# a restart, and again after kill -9. Prints counts and checksums; ends with 1 at the first difference.
#
# The broker is started as a user starts it, without arguments, in an empty folder. ACCEPTANCE_PORT=19092 uses another
# port than 9092; ACCEPTANCE_KEEP=yes leaves the folder there.
set -euo pipefail

base=$(cd "$(dirname "$0")/.." && pwd)
bin=$base/bin
port=${ACCEPTANCE_PORT:-9092}
bootstrap=127.0.0.1:$port
partitions=3
started=$SECONDS

work=$(mktemp -d "${TMPDIR:-/tmp}/acceptance.XXXXXX")
broker=

finish() {
    local code=$?
    trap - EXIT
    if [[ -n $broker ]] && kill -KILL "$broker" 2>/dev/null; then
        wait "$broker" 2>/dev/null || true
    fi
    if ((code != 0)); then
        echo "FAILED; the broker's last words:" >&2
        tail -n 40 "$work/broker.log" >&2 2>/dev/null || true
    fi
    if [[ -z ${ACCEPTANCE_KEEP-} ]]; then
        rm -rf "$work"
    else
        echo "kept: $work" >&2
    fi
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
    echo "acceptance: $*" >&2
    exit 1
}

sum() { sha256sum | cut -c1-16; }
now_ms() { date +%s%3N; }

for tool in kcat apt-cache sha256sum awk; do
    command -v "$tool" >/dev/null || fail "$tool is missing; on Debian: apt-get install kcat"
done

start_broker() {
    local overrides=() begun attempt
    if [[ $port != 9092 ]]; then
        overrides=(--override "listeners=PLAINTEXT://$bootstrap")
    fi
    begun=$(now_ms)
    (cd "$work" && exec "$bin/kafka-server-start.sh" "${overrides[@]}") >>"$work/broker.log" 2>&1 &
    broker=$!
    for ((attempt = 0; attempt < 6000; attempt++)); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            kcat -L -m 10 -b "$bootstrap" >/dev/null 2>&1 || fail "the broker listens but does not answer"
            printf '%-34s %s ms\n' "$1" "$(($(now_ms) - begun))"
            return
        fi
        kill -0 "$broker" 2>/dev/null || fail "the broker ended before it was ready"
        sleep 0.1
    done
    fail "the broker is not ready after ten minutes"
}

stop_broker() {
    kill -TERM "$broker"
    local code=0
    wait "$broker" || code=$?
    broker=
    # 143 is what the JVM says of an orderly end on SIGTERM.
    ((code == 0 || code == 143)) || fail "the broker ended with $code when asked to stop"
}

kill_broker() {
    kill -KILL "$broker"
    wait "$broker" 2>/dev/null || true
    broker=
}

# compare what records wanted-sum got-sum
compare() {
    printf '%-34s %9s records  %s\n' "$1" "$2" "$4"
    [[ $3 == "$4" ]] || fail "$1: the input's checksum is $3"
}

kcat_read() { # topic partition delimiter
    kcat -C -q -e -b "$bootstrap" -t "$1" -p "$2" -o beginning -D "$3"
}

console_read() { # topic partition count delimiter
    "$bin/kafka-console-consumer.sh" --bootstrap-server "$bootstrap" --topic "$1" --partition "$2" --offset earliest \
        --max-messages "$3" --timeout-ms 60000 --formatter-property "line.separator=$4" 2>"$work/consumer.err"
}

check_kcat() { # label
    local p
    for ((p = 0; p < partitions; p++)); do
        compare "$1: packages-$p by kcat" "${counts[p]}" "${sums[p]}" "$(kcat_read packages "$p" '\n\n' | sum)"
    done
    compare "$1: lines-0 by kcat" "$lines" "$whole" "$(kcat_read lines 0 '\n' | sum)"
}

check_console() { # label
    local p
    for ((p = 0; p < partitions; p++)); do
        compare "$1: packages-$p by console" "${counts[p]}" "${sums[p]}" \
            "$(console_read packages "$p" "${counts[p]}" $'\n\n' | sum)"
    done
    compare "$1: lines-0 by console" "$lines" "$whole" "$(console_read lines 0 "$lines" $'\n' | sum)"
}

describe() {
    "$bin/kafka-topics.sh" --bootstrap-server "$bootstrap" --describe --topic "$1" >"$work/describe"
    cat "$work/describe"
    grep -q "PartitionCount: $2" "$work/describe" || fail "kafka-topics.sh does not describe $1 with $2 partitions"
    [[ $(grep -c "Leader: 0.*Replicas: 0.*Isr: 0" "$work/describe") == "$2" ]] || fail "a partition of $1 has no leader"
}

apt-cache dumpavail >"$work/input"
lines=$(wc -l <"$work/input")
((lines > 1000)) || fail "apt-cache dumpavail gives $lines lines; run apt-get update"
whole=$(sum <"$work/input")
# A record of the one topic is a package, of the other a line; kcat drops empty lines, so it takes the packages.
awk -v n="$partitions" -v out="$work/part." \
    'BEGIN { RS = "\n\n"; ORS = "\n\n" } { print > (out (NR - 1) % n) }' "$work/input"
for ((p = 0; p < partitions; p++)); do
    sums[p]=$(sum <"$work/part.$p")
    counts[p]=$(awk 'BEGIN { RS = "\n\n" } END { print NR }' "$work/part.$p")
done
printf '%-34s %9s lines    %s\n' "input: apt-cache dumpavail" "$lines" "$whole"

start_broker "first start (builds if needed)"
"$bin/kafka-topics.sh" --bootstrap-server "$bootstrap" --create --topic packages --partitions "$partitions"
"$bin/kafka-topics.sh" --bootstrap-server "$bootstrap" --create --topic lines --partitions 1
for ((p = 0; p < partitions; p++)); do
    kcat -P -b "$bootstrap" -t packages -p "$p" -D '\n\n' <"$work/part.$p"
done
# The tool gives up after 1.5 s by default, which a busy CI machine can need for one request.
"$bin/kafka-console-producer.sh" --bootstrap-server "$bootstrap" --topic lines --request-timeout-ms 30000 <"$work/input"

check_kcat "written"
check_console "written"
describe packages "$partitions"
describe lines 1

stop_broker
start_broker "restart"
check_kcat "restarted"
check_console "restarted"

kill_broker
start_broker "start after kill -9"
check_kcat "killed"
check_console "killed"
describe packages "$partitions"
stop_broker

echo "acceptance: all as it should be, in $((SECONDS - started)) s"
