# SPDX-License-Identifier: Apache-2.0
# Sourced. stop_all MAIN NAME: asks every process on this machine whose main class is MAIN, and that this user may signal,
# to stop, whatever else may mention that class in its command line; SIGNAL names another signal than TERM.

# One argument a line; the main class is an argument of its own of a program called java.
is_running() {
    { tr '\0' '\n' <"$1"; } 2>/dev/null | {
        read -r program || exit 1
        case $program in */java | java) ;; *) exit 1 ;; esac
        while read -r argument; do
            [ "$argument" = "$main" ] && exit 0
        done
        exit 1
    }
}

stop_all() {
    main=$1
    pids=
    if [ -r /proc/self/cmdline ]; then
        for cmdline in $(grep -lF "$main" /proc/[0-9]*/cmdline 2>/dev/null); do
            if is_running "$cmdline"; then
                pid=${cmdline#/proc/}
                pids="$pids ${pid%/cmdline}"
            fi
        done
    else
        pids=$(ps ax -o pid=,command= | grep -E "^ *[0-9]+ [^ ]*java .* $main( |\$)" | grep -v grep | awk '{print $1}')
    fi

    if [ -z "$pids" ]; then
        echo "No $2 server to stop"
        exit 1
    fi
    # shellcheck disable=SC2086
    kill -s "${SIGNAL:-TERM}" $pids
}
