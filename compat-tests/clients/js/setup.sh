#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh FOLDER PROGRAM PACKAGE@VERSION...: a folder of modules of its own around the program.
set -euo pipefail
folder=$1 program=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
command -v npm >/dev/null || { echo "no node and npm on this machine" >&2; exit 3; }
cp "$here"/*.js "$folder"
npm install --prefix "$folder" --no-fund --no-audit --no-package-lock --save-exact "$@" || {
    echo "npm could not install $1, see setup.log: of a native package neither a build is there nor can it be made" >&2
    exit 3
}
[[ -f $here/$program ]] || { echo "$1 can be installed, but there is no program for it yet" >&2; exit 3; }
cat >"$folder/client" <<END
#!/bin/sh
exec node $folder/$program "\$@"
END
chmod +x "$folder/client"
