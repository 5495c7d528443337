#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the class-data archive (JDK 25 and newer: the AOT cache) of the broker for the JDK that the launcher would take:
# starts a broker on a free port in a temporary folder and, in the same process, two of a cluster with its ZooKeeper
# ensemble inside, lets each answer the requests of training.txt, and stops them. The build runs this; the launcher does
# when it meets another JDK. Ends with an error, and no archive, when that fails.
set -euo pipefail

base=$(cd "$(dirname "$0")/../.." && pwd -P)
dist=${ODRADEK_DIST:-$base/broker/target/dist}
. "$base/bin/lib/java.sh"
find_java
. "$base/bin/lib/jvm.sh"

work=$(mktemp -d "${TMPDIR:-/tmp}/odradek-archive.XXXXXX")
broker=
finish() {
    if [[ -n $broker ]]; then
        kill -KILL "$broker" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT

fail() {
    echo "no class-data archive: $1" >&2
    tail -n 20 "$work/output" >&2 2>/dev/null || true
    exit 1
}

# configure ID PORT REPLICAS [PROPERTY]
configure() {
    printf '%s\n' "broker.id=$1" "listeners=PLAINTEXT://127.0.0.1:$2" "log.dirs=$work/data-$1" \
        "offsets.topic.replication.factor=$3" "default.replication.factor=$3" "group.initial.rebalance.delay.ms=0" "${@:4}"
}

# Until nothing more has come for a second; for ten at the most.
await_answers() {
    local before=-1 now round
    for ((round = 0; round < 10; round++)); do
        now=$(wc -c <"$answers")
        [[ $now == "$before" ]] && return
        before=$now
        sleep 1
    done
}

# answer ID PORT: the broker answers the requests of training.txt.
answer() {
    local answers=$work/answers-$1 reader line
    exec 3<>"/dev/tcp/127.0.0.1/$2"
    # Here, and not by the process behind: it may not have begun when the file is first looked at.
    : >"$answers"
    cat <&3 >>"$answers" &
    reader=$!
    while read -r line; do
        case $line in
            "#"*) ;;
            pause) await_answers ;;
            *) base64 -d <<<"$line" >&3 ;;
        esac
    done <"$base/bin/lib/training.txt"
    await_answers
    kill "$reader" 2>/dev/null || true
    exec 3>&-
}

if ((${JAVA_RELEASE%%[!0-9]*} >= 25)); then
    record=-XX:AOTCacheOutput=$work/classes
else
    record=-XX:ArchiveClassesAtExit=$work/classes
fi

: >"$work/output"
# A port that somebody else takes at the same moment is no reason to give up.
for attempt in 1 2 3; do
    port=$((20000 + RANDOM % 12000))
    configure 0 "$port" 1 >"$work/0.properties"
    # The third of them stays away.
    ensemble=
    for id in 1 2 3; do
        ensemble=${ensemble:+$ensemble,}$id@127.0.0.1:$((port + 3 * id)):$((port + 3 * id + 1)):$((port + 3 * id + 2))
    done
    for id in 1 2; do
        configure $id $((port + id)) 2 "odradek.zookeeper.ensemble=$ensemble" >"$work/$id.properties"
    done
    # shellcheck disable=SC2086
    LD_LIBRARY_PATH=$dist/native${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} "$JAVA" $ODRADEK_HEAP $ODRADEK_FLAGS $ODRADEK_ALWAYS "$record" \
        -cp "$dist/lib/odradek-broker.jar" io.odradek.broker.ArchiveTraining "$work"/{0,1,2}.properties \
        >"$work/output" 2>&1 </dev/null &
    broker=$!
    for ((i = 0; i < 1200; i++)); do
        grep -q "is ready" "$work/output" && break 2
        kill -0 "$broker" 2>/dev/null || break
        sleep 0.1
    done
    ((i < 1200)) || fail "the broker was not ready after two minutes"
    broker=
    ((attempt < 3)) || fail "the broker does not start"
done

answer 1 $((port + 1)) &
one=$!
answer 2 $((port + 2)) &
two=$!
answer 0 "$port"
wait "$one"
wait "$two"

kill -TERM "$broker"
for ((i = 0; i < 600; i++)); do
    kill -0 "$broker" 2>/dev/null || break
    sleep 0.1
done
((i < 600)) || fail "the broker did not stop within a minute"
broker=
[[ -s $work/classes ]] || fail "the JVM wrote none"

target=$dist/archive/$JAVA_RELEASE
mkdir -p "$target"
# The stamp goes first and comes last: a launcher that looks in between takes no archive rather than half of one.
rm -f "$target/made-for"
mv "$work/classes" "$target/classes.jsa"
echo "$JAVA_HOME $dist" >"$target/made-for"
