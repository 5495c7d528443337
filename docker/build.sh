#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the image: docker/build.sh [name:tag], odradek:dev if not said. BASE and JDK name the images to begin with
# (docker/Dockerfile says what they must have); without them, those of a registry if one answers, else images made from
# packages by docker/base.sh.
set -euo pipefail

base=$(cd "$(dirname "$0")/.." && pwd -P)
tag=${1:-odradek:dev}
dist=$base/broker/target/dist

command -v docker >/dev/null || {
    echo "docker is not there; install an engine (for example: apt-get install docker.io)" >&2
    exit 1
}
. "$base/bin/lib/java.sh"
find_java
. "$base/bin/lib/build.sh"
build_if_needed

# The defaults of the Dockerfile.
default_of() {
    sed -n "s/^ARG $1=//p" "$base/docker/Dockerfile"
}

if [[ -z ${BASE-} || -z ${JDK-} ]]; then
    if timeout 60 docker pull -q "$(default_of BASE)" >/dev/null 2>&1 &&
        timeout 600 docker pull -q "$(default_of JDK)" >/dev/null 2>&1; then
        BASE=${BASE:-$(default_of BASE)}
        JDK=${JDK:-$(default_of JDK)}
    else
        echo "no image registry answers; making a base from packages" >&2
        "$base/docker/base.sh"
        BASE=${BASE:-odradek-base:dev}
        JDK=${JDK:-odradek-jdk:dev}
    fi
fi

context=$(mktemp -d "${TMPDIR:-/tmp}/odradek-image.XXXXXX")
trap 'rm -rf "$context"' EXIT
mkdir -p "$context"/{dist,bin/lib}
cp -rp "$dist/lib" "$dist/native" "$dist/built" "$context/dist/"
cp -p "$base"/bin/kafka-server-st*.sh "$base"/bin/zookeeper-server-st*.sh "$context/bin/"
cp -p "$base"/bin/lib/* "$context/bin/lib/"
cp -rp "$base/docker/container" "$base/docker/slim-jars" "$base/docker/Dockerfile" "$context/"

docker build --network none --build-arg "BASE=$BASE" --build-arg "JDK=$JDK" -t "$tag" "$context"
echo "$tag: $(($(docker image inspect --format '{{.Size}}' "$tag") / 1000000)) MB"
