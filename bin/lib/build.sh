# SPDX-License-Identifier: Apache-2.0
# Sourced after java.sh, with base and dist set: brings the broker's jars and its class-data archive up to date.

# Builds the distribution when it is missing or a source is newer; a copy without sources is taken as it is.
build_if_needed() {
    [ -x "$base/mvnw" ] && [ -z "${ODRADEK_DIST-}" ] || return 0
    if [ -f "$dist/built" ]; then
        newer=$(find "$base/pom.xml" "$base"/broker/pom.xml "$base"/broker/src/main "$base"/controller/pom.xml \
            "$base"/controller/src/main "$base"/protocol-codec/*/pom.xml "$base"/protocol-codec/*/src/main \
            -type f -newer "$dist/built" -print -quit)
        [ -n "$newer" ] || return 0
    fi
    echo "building the broker${newer:+ (${newer#"$base"/} has changed)}; the first time takes some minutes" >&2
    (cd "$base" && ./mvnw -q -DskipTests -pl broker -am package) >&2 || {
        echo "the build failed; see above" >&2
        exit 1
    }
}

# Sets archive_flags: the class-data archive that the build made for this very JDK and these jars. Where there is none,
# because the JDK is another one, it is made now; where that fails the broker starts without, only slower.
choose_archive() {
    archive=$dist/archive/$JAVA_RELEASE
    archive_flags=
    if ! archive_is_current; then
        echo "preparing the broker's classes for Java $JAVA_RELEASE, this once" >&2
        "$base/bin/lib/make-archive.sh" >/dev/null 2>&1 || return 0
        archive_is_current || return 0
    fi
    # Off: the JVM's own words on an archive that does not fit after all, when the start is only slower.
    if [ "${JAVA_RELEASE%%[!0-9]*}" -ge 25 ]; then
        archive_flags="-XX:AOTCache=$archive/classes.jsa -Xlog:aot*=off -Xlog:cds*=off"
    else
        archive_flags="-XX:SharedArchiveFile=$archive/classes.jsa -Xshare:auto -Xlog:cds*=off"
    fi
}

archive_is_current() {
    [ -f "$archive/classes.jsa" ] && [ "$archive/classes.jsa" -nt "$dist/built" ] &&
        read -r archive_home <"$archive/made-for" 2>/dev/null && [ "$archive_home" = "$JAVA_HOME $dist" ]
}
