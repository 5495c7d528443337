#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The jobs of jobs.txt with kcat, that has no administration but a listing.
set -euo pipefail
bootstrap=$1 topic=$2 job=$3
shift 3

fail() {
    echo "$job: FAILED $*" | tr '\n' ' '
    echo
    exit 0
}

words() { # what kcat said, for a failure
    tail -n 1 "$work/err"
}

# Partition, offset, key, value, headers: what a line of kcat's says with this format, and what it should.
format='%p %o %k %s %h\n'
expected() { # partition name
    seq 0 99 | awk -v p="$1" -v n="$2" '{ printf "%s %d %s-%d %s %d ", p, $1, n, $1, n, $1
        for (i = 0; i < 10; i++) printf "0123456789"
        print " case=" n }'
}

all_expected() { # PARTITION=NAME...
    for case in "$@"; do
        expected "${case%%=*}" "${case#*=}"
    done | sort
}

member() { # group count: so many records, what was read is committed at the end
    kcat -q -b "$bootstrap" -G "$1" -c "$2" -f "$format" -X auto.offset.reset=earliest "$topic" 2>"$work/err" ||
        fail "$(words)"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

case $job in
    describe)
        kcat -L -m 20 -b "$bootstrap" -t "$topic" >"$work/list" 2>"$work/err" || fail "$(words)"
        [[ $(grep -c 'partition [0-7], leader [0-9]' "$work/list") == 8 ]] || fail "not 8 partitions with a leader"
        echo "$job: ok (without the configuration: kcat cannot ask for it)"
        ;;
    produce)
        name=$1 partition=$2 codec=$3 acks=$4
        expected 0 "$name" | sed 's/^0 [0-9]* \([^ ]*\) \(.*\) case=.*/\1|\2/' |
            kcat -P -b "$bootstrap" -t "$topic" -p "$partition" -K '|' -H "case=$name" -X "compression.codec=$codec" \
                -X "request.required.acks=${acks/all/-1}" -X linger.ms=20 2>"$work/err" || fail "$(words)"
        echo "$job: ok"
        ;;
    consume)
        for case in "$@"; do
            kcat -C -q -e -b "$bootstrap" -t "$topic" -p "${case%%=*}" -o beginning -f "$format" >"$work/got" \
                2>"$work/err" || fail "$(words)"
            diff "$work/got" <(expected "${case%%=*}" "${case#*=}") >"$work/diff" || fail "$case: $(head -n 2 "$work/diff")"
        done
        echo "$job: ok"
        ;;
    seek)
        got=$(kcat -C -q -b "$bootstrap" -t "$topic" -p 0 -o 50 -c 1 -f "%k")
        [[ $got == "$1-50" ]] || fail "at offset 50 stands $got"
        got=$(kcat -Q -b "$bootstrap" -t "$topic:0:-1" | tr -d '\n')
        [[ $got == *"offset 100" ]] || fail "the end is not 100 but: $got"
        got=$(kcat -C -q -e -b "$bootstrap" -t "$topic" -p 0 -o end)
        [[ -z $got ]] || fail "something comes from the end"
        echo "$job: ok"
        ;;
    group)
        member "$topic-group" $((100 * $#)) | sort >"$work/got"
        diff "$work/got" <(all_expected "$@") >"$work/diff" || fail "$(head -n 2 "$work/diff")"
        echo "$job: ok"
        ;;
    resume)
        member "$topic-resume" 40 >"$work/first"
        member "$topic-resume" $((100 * $# - 40)) >"$work/second"
        diff <(sort "$work/first" "$work/second") <(all_expected "$@") >"$work/diff" || fail "$(head -n 2 "$work/diff")"
        echo "$job: ok (40 records of any partitions, then the others: kcat cannot choose what it commits)"
        ;;
    *) echo "$job: not offered by this client" ;;
esac
