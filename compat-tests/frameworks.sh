#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Kafka Streams, Kafka Connect and MirrorMaker 2 from their stock jars of Maven Central with Odradek, each killed and
# started again (compat-tests/kafka-frameworks fetches them, io.odradek.compat.frameworks runs them).
#   frameworks.sh                  all three, two at a time, a minute and a half; what CI runs
#   frameworks.sh streams connect  those: of streams, connect, mirror
#   --kafka                        with Apache Kafka 4.3.1 in Odradek's place: the tests ask for what Kafka does
#   --write                        writes what held into docs/conformance.md
# Ends with 1 where something does not hold. What the processes said stands in compat-tests/target/frameworks.
set -eu
cd "$(dirname "$0")/.."
options= tests= forks=2
for option; do
    case $option in
        --kafka) options="$options -Dcompat.broker=kafka" ;;
        # One by one, as they write into the same page.
        --write) options="$options -Dframeworks.write=true" forks=1 ;;
        streams) tests=$tests,StreamsRestart ;;
        connect) tests=$tests,ConnectRestart ;;
        mirror) tests=$tests,MirrorMakerBothWays ;;
        *) sed -n '3,9s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
    esac
done
tests=${tests:-,StreamsRestart,ConnectRestart,MirrorMakerBothWays}
rm -rf compat-tests/target/frameworks
# Word splitting of the options is meant.
# shellcheck disable=SC2086
exec ./mvnw -Pframeworks -pl compat-tests -am -Dtest="${tests#,}" -Dsurefire.failIfNoSpecifiedTests=false \
    -Dspotless.check.skip=true -Dtest.forks=$forks $options package
