# SPDX-License-Identifier: Apache-2.0
# Sourced after find_java. The broker's default JVM options, chosen by measurement: docs/decisions/0004-jvm-flags.md.

# Replaced by KAFKA_HEAP_OPTS.
ODRADEK_HEAP="-Xmx512m -Xms48m -Xmn24m"
# Replaced by KAFKA_JVM_PERFORMANCE_OPTS.
ODRADEK_FLAGS="-XX:+UseSerialGC"
# Always there. Assertions guard who owns what, and cost nothing that can be measured; Netty's events for the flight
# recorder would load the recorder at every start, and its samples of buffers, against leaks, are for the tests, which look
# at every one. Its pools of small objects are more code to compile than the objects are garbage. Frames of four batches
# come from the loop's own cache: what finds room in a chunk, and joins it again, is more code than anything else on
# their way. The other allocator, which is Netty's default and serves nobody here, is not made.
ODRADEK_ALWAYS="-ea:io.odradek... -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true -Dio.netty.jfr.enabled=false -Dio.netty.leakDetection.level=disabled -Dio.netty.recycler.maxCapacityPerThread=0 -Dio.netty.allocator.maxCachedBufferCapacity=327680 -Dio.netty.allocator.type=pooled"
# The JDK would look through every jar for another one than its own for Linux.
if [ -e /proc/sys/kernel/ostype ]; then
    ODRADEK_ALWAYS="$ODRADEK_ALWAYS -Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider"
fi
# Our own way to Logback, unless a configuration file is named.
case ${KAFKA_OPTS-}${KAFKA_LOG4J_OPTS-} in
    *logback.configurationFile*) ;;
    *) ODRADEK_ALWAYS="$ODRADEK_ALWAYS -Dslf4j.provider=io.odradek.broker.LogProvider -Dslf4j.internal.verbosity=WARN" ;;
esac
# What Netty and the codecs do is restricted, with warnings, from these releases on.
if [ "${JAVA_RELEASE%%[!0-9]*}" -ge 24 ]; then
    ODRADEK_ALWAYS="$ODRADEK_ALWAYS --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
fi
