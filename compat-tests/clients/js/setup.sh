#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh FOLDER PROGRAM PACKAGE@VERSION...: a folder of modules of its own around the program.
set -euo pipefail
folder=$1 program=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
command -v npm >/dev/null || { echo "no node and npm on this machine" >&2; exit 3; }

# Confluent's package is native: where its build for this machine is not to be had, npm makes it, with the headers that came
# with node and from the system's libraries, so that nothing is fetched from elsewhere. The headers of zstd, which few
# machines have, come from the system's packages.
native() {
    local node package
    node=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
    [[ ! -f $node/include/node/node.h ]] || export npm_config_nodedir=$node
    export CKJS_LINKING=dynamic
    [[ ! -f /usr/include/zstd.h ]] && command -v apt-get >/dev/null || return 0
    mkdir -p "$folder/packages"
    (cd "$folder/packages" && apt-get download -qq libzstd1 libzstd-dev) || return 0
    for package in "$folder"/packages/*.deb; do
        dpkg-deb -x "$package" "$folder/system"
    done
    CPATH=$folder/system/usr/include
    LIBRARY_PATH=$(dirname "$folder"/system/usr/lib/*/libzstd.a)
    export CPATH LIBRARY_PATH
}

cp "$here"/*.js "$folder"
[[ $1 != @confluentinc/* ]] || native
npm install --prefix "$folder" --no-fund --no-audit --no-package-lock --save-exact "$@" || {
    echo "npm could not install $1, see setup.log: of a native package neither a build is there nor can it be made" >&2
    exit 3
}
cat >"$folder/client" <<END
#!/bin/sh
exec node $folder/$program "\$@"
END
chmod +x "$folder/client"
