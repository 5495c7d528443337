# SPDX-License-Identifier: Apache-2.0
# Sourced with base and usage set. launch NAME MAIN FILE [arguments of the script]: a server whose class is MAIN, with FILE
# where no properties file is named; NAME.out takes what it says with -daemon. As in Kafka, the environment may set
# KAFKA_HEAP_OPTS, KAFKA_OPTS, KAFKA_JVM_PERFORMANCE_OPTS, KAFKA_GC_LOG_OPTS, KAFKA_JMX_OPTS, JMX_PORT, LOG_DIR, CLASSPATH.
# The JVM replaces this shell, so that signals reach it. Nothing here starts another process on a plain start, but for
# the look whether a source is newer than the build.
dist=${ODRADEK_DIST:-$base/broker/target/dist}

launch() {
    name=$1 main=$2 file=$3
    shift 3
    daemon=
    while :; do
        case ${1-} in
            -daemon) daemon=yes; shift ;;
            -name) shift; shift ;;
            -loggc) shift ;;
            *) break ;;
        esac
    done
    case ${1-} in
        --help | -h)
            echo "usage: $0 $usage" >&2
            exit 0
            ;;
        "" | --*) set -- "$file" "$@" ;;
    esac

    . "$base/bin/lib/java.sh"
    find_java
    . "$base/bin/lib/jvm.sh"
    . "$base/bin/lib/build.sh"
    build_if_needed
    choose_archive

    logs=${LOG_DIR:-$base/logs}
    if [ -z "${KAFKA_JMX_OPTS-}" ] && [ -n "${JMX_PORT-}" ]; then
        KAFKA_JMX_OPTS="-Dcom.sun.management.jmxremote=true -Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false"
    fi
    if [ -n "${JMX_PORT-}" ]; then
        KAFKA_JMX_OPTS="$KAFKA_JMX_OPTS -Dcom.sun.management.jmxremote.port=$JMX_PORT -Dcom.sun.management.jmxremote.rmi.port=$JMX_PORT"
    fi

    # Before what is there and what the JDK adds: other libraries than Netty's are found where they were.
    LD_LIBRARY_PATH=$dist/native${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export LD_LIBRARY_PATH

    # The options are meant to be split into words, as in Kafka's own scripts.
    # shellcheck disable=SC2086
    set -- ${KAFKA_HEAP_OPTS:-$ODRADEK_HEAP} ${KAFKA_JVM_PERFORMANCE_OPTS:-$ODRADEK_FLAGS} $ODRADEK_ALWAYS $archive_flags \
        ${KAFKA_GC_LOG_OPTS-} ${KAFKA_JMX_OPTS-} ${KAFKA_LOG4J_OPTS-} "-Dkafka.logs.dir=$logs" \
        -cp "$dist/lib/odradek-broker.jar${CLASSPATH:+:$CLASSPATH}" ${KAFKA_OPTS-} "$main" "$@"

    if [ -n "$daemon" ]; then
        mkdir -p "$logs"
        nohup "$JAVA" "$@" >"$logs/$name.out" 2>&1 </dev/null &
        exit 0
    fi
    exec "$JAVA" "$@"
}
