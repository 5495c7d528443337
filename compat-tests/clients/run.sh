#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The clients matrix: the jobs of jobs.txt with the clients of clients.txt, against a broker that is started for it.
#   run.sh                       every client; sets up what it can from the package registries, some minutes
#   run.sh --short               the clients that CI runs: those whose toolchain is there in seconds
#   run.sh franz-go kcat         these clients
#   --kafka                      against Apache Kafka 4.3.1 instead; what fails-with-kafka.txt lists must fail there
#   --bootstrap HOST:PORT        against a broker that runs already
#   --write                      writes the table, or with --kafka what it came to, into docs/conformance.md
# Ends with 1 if a job failed that is not listed there, or with --kafka if one passed that is. What the programs and the
# broker said stands in compat-tests/target/clients.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
exec "$java" -Xmx128m -XX:TieredStopAtLevel=1 "$root/compat-tests/clients/Matrix.java" "$root" "$@"
