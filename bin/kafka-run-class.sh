#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a class of Apache Kafka's own tools, unmodified, on Kafka's own jars. Honours KAFKA_HEAP_OPTS, KAFKA_OPTS,
# KAFKA_JVM_PERFORMANCE_OPTS, KAFKA_LOG4J_OPTS, KAFKA_JMX_OPTS and CLASSPATH. The broker never sees these jars.
set -e

if [ $# -eq 0 ]; then
    echo "usage: $0 class [arguments]" >&2
    exit 1
fi

base=$(cd "$(dirname "$0")/.." && pwd)
. "$base/bin/lib/java.sh"
find_java

tools=${KAFKA_TOOLS_LIB:-$base/compat-tests/kafka-current/target/lib}
if [ ! -d "$tools" ]; then
    echo "fetching the tools of Apache Kafka, this once" >&2
    # The build may talk, but standard output belongs to the tool.
    (cd "$base" && ./mvnw -q -f compat-tests/kafka-current/pom.xml generate-resources) >&2
fi

# Word splitting of the options is meant, as in Kafka's own scripts.
# shellcheck disable=SC2086
exec "$JAVA" ${KAFKA_HEAP_OPTS:--Xmx256M} \
    ${KAFKA_JVM_PERFORMANCE_OPTS:--XX:+UseSerialGC -Djava.awt.headless=true} \
    ${KAFKA_JMX_OPTS-} \
    ${KAFKA_LOG4J_OPTS:--Dlog4j2.configurationFile=$base/config/tools-log4j2.properties} \
    -cp "$tools/*${CLASSPATH:+:$CLASSPATH}" ${KAFKA_OPTS-} "$@"
