#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every tool of Apache Kafka that talks to brokers, in all its forms, against Odradek, held to what Apache Kafka 4.3.1 made
# it print (compat-tests/src/test/resources/tools, where invocations.txt says what is run). The build does the same but
# for what only waits.
#   tools.sh                 all of them against a broker that is started for it
#   tools.sh --write         writes the table into docs/conformance.md
#   tools.sh --kafka         against Apache Kafka 4.3.1: it still prints what stands in kafka.txt
#   tools.sh --kafka --write records what it prints there
# Ends with 1 where a tool ends or prints otherwise. What was printed stands in compat-tests/target/tools.txt.
set -eu
cd "$(dirname "$0")/.."
options="-Dtools.all=true"
for option; do
    case $option in
        --kafka) options="$options -Dcompat.broker=kafka" ;;
        --write) options="$options -Dtools.write=true" ;;
        *) sed -n '3,11s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
    esac
done
# Word splitting of the options is meant.
# shellcheck disable=SC2086
exec ./mvnw -pl compat-tests -am -Dtest=ToolInvocationsTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dspotless.check.skip=true $options package
