#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The score of Apache Kafka's own tests, from its published test jars, with clusters of Odradek's brokers around them:
#   conformance.sh --short             the classes that CI runs, three minutes or so
#   conformance.sh --all               every class, some hours
#   conformance.sh PlaintextConsumerTest TopicCommandTest
# A line for each class and each jar; ends with 1 if any of them is below docs/conformance.md, or if an entry of
# not-applicable.txt or missing-features.txt (compat-tests/kafka-suites/src/test/resources) is not needed.
#   --write    writes what was found into docs/conformance.md
#   --judge    judges the results of the last run anew, without running anything
# What the tests and brokers say stands in compat-tests/kafka-suites/target/conformance.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
module=compat-tests/kafka-suites
if [ ! -f $module/target/classpath ] || [ -n "$(find $module/src $module/pom.xml broker/src/main controller/src/main \
    protocol-codec/*/src/main pom.xml */pom.xml -newer $module/target/classpath -print -quit)" ]; then
    echo "building (./mvnw -DskipTests package) ..." >&2
    ./mvnw -q -DskipTests -Dspotless.check.skip=true -Pkafka-suites -pl $module -am package
    touch $module/target/classpath
fi
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
exec "$java" -Xmx256m -cp "$root/$module/target/test-classes:$(cat $module/target/classpath)" io.odradek.suites.Conformance "$root" "$@"
