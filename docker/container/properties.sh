# SPDX-License-Identifier: Apache-2.0
# Sourced by what starts this container: properties from files and variables, in the order in which they were first set.
# Only what bash itself can do.

declare -A properties=()
order=()

fail() {
    echo "$1" >&2
    exit 1
}

set_property() { # key value
    [[ -v properties[$1] ]] || order+=("$1")
    properties[$1]=$2
}

read_file() { # of properties, whose values are left as they are written
    local line more form='^([^=:[:space:]]+)[[:space:]]*[=:]?[[:space:]]*(.*)$'
    while IFS= read -r line || [[ -n $line ]]; do
        while [[ $line == *\\ ]] && IFS= read -r more; do
            line=${line%\\}${more#"${more%%[![:space:]]*}"}
        done
        line=${line#"${line%%[![:space:]]*}"}
        line=${line%$'\r'}
        if [[ $line != [#!]* && $line =~ $form ]]; then
            set_property "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
        fi
    done <"$1"
}

write_properties() { # file
    local key
    {
        echo "# Written by $0 at each start."
        for key in "${order[@]}"; do
            if [[ -v properties[$key] ]]; then
                printf '%s=%s\n' "$key" "${properties[$key]}"
            fi
        done
    } >"$1" || fail "$1 cannot be written by user $UID"
}

# What the launcher makes of KAFKA_JMX_PORT.
jmx() {
    [[ -n ${KAFKA_JMX_PORT-} ]] || return 0
    local host=${KAFKA_JMX_HOSTNAME:-$HOSTNAME}
    KAFKA_JMX_OPTS="${KAFKA_JMX_OPTS:--Dcom.sun.management.jmxremote.authenticate=false -Dcom.sun.management.jmxremote.ssl=false} -Djava.rmi.server.hostname=$host -Dcom.sun.management.jmxremote.rmi.port=$KAFKA_JMX_PORT -Dcom.sun.management.jmxremote.port=$KAFKA_JMX_PORT"
    export KAFKA_JMX_OPTS
}
