#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Odradek beside Apache Kafka, both as real processes on this machine: bench/run.sh --help
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
if [ ! -d bench/target/lib ] || [ -n "$(find bench/src compat-tests/src/main broker/src/main controller/src/main \
    protocol-codec/*/src/main pom.xml */pom.xml -newer bench/target/lib -print -quit)" ]; then
    echo "building (./mvnw -DskipTests package) ..." >&2
    ./mvnw -q -DskipTests -Dspotless.check.skip=true -pl bench -am package
    touch bench/target/lib
fi
# Kafka with 11,000 partitions opens more than 10,000 files.
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
exec "$java" -Dodradek.root="$root" -Xmx512m -Djava.awt.headless=true -cp "bench/target/classes:bench/target/lib/*" io.odradek.bench.Main "$@"
