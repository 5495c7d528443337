# SPDX-License-Identifier: Apache-2.0
# Sourced. find_java sets JAVA_HOME (exported), JAVA and JAVA_RELEASE ("17.0.15"), or says in one line what is missing
# and ends the script: JAVA_HOME, else the java on the path, else a JDK in the usual folders; 17 or newer.
# No processes are started in the usual cases: a JDK tells its version in its file "release".

# Sets JAVA_RELEASE of the JDK in $1; empty when there is none.
java_release_of() {
    JAVA_RELEASE=
    [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
    while IFS='=' read -r java_key java_value; do
        if [ "$java_key" = JAVA_VERSION ]; then
            java_value=${java_value#\"}
            JAVA_RELEASE=${java_value%\"}
            return 0
        fi
    done <"$1/release"
    return 1
}

java_is_usable() {
    java_release_of "$1" && [ "${JAVA_RELEASE%%[!0-9]*}" -ge 17 ]
}

use_java() {
    JAVA_HOME=$1
    JAVA=$1/bin/java
    export JAVA_HOME
}

find_java() {
    if [ -n "${JAVA_HOME-}" ]; then
        if java_is_usable "$JAVA_HOME"; then
            use_java "$JAVA_HOME"
            return 0
        fi
        echo "JAVA_HOME=$JAVA_HOME is $([ -n "$JAVA_RELEASE" ] && echo "Java $JAVA_RELEASE" || echo "not a JDK"); point it to a JDK 17 or newer, or unset it" >&2
        exit 1
    fi
    java_on_path=$(command -v java 2>/dev/null) && java_on_path=$(readlink -f "$java_on_path") || java_on_path=
    java_on_path=${java_on_path%/bin/java}
    for java_home in "$java_on_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
        "${HOME:-/root}"/.sdkman/candidates/java/current "${HOME:-/root}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -n "$java_home" ] && java_is_usable "$java_home"; then
            use_java "$java_home"
            return 0
        fi
    done
    echo "no JDK 17 or newer found; install one (for example: apt-get install openjdk-17-jdk-headless) or set JAVA_HOME" >&2
    exit 1
}
