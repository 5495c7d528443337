# SPDX-License-Identifier: Apache-2.0
# Sourced after java.sh. The broker's default JVM options, chosen by measurement: docs/decisions/0004-jvm-flags.md.

# Replaced by KAFKA_HEAP_OPTS.
ODRADEK_HEAP="-Xmx256m"
# Replaced by KAFKA_JVM_PERFORMANCE_OPTS.
ODRADEK_FLAGS="-XX:+UseSerialGC"
# Always there.
ODRADEK_ALWAYS="-XX:-UsePerfData -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true"
