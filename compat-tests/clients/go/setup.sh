#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh FOLDER PROGRAM MODULE@VERSION...: a module of its own around the program.
set -euo pipefail
folder=$1 program=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
command -v go >/dev/null || { echo "no go on this machine" >&2; exit 3; }
cd "$folder"
rm -rf jobs "$program"
cp -r "$here/jobs" "$here/$program" .
[[ -f go.mod ]] || go mod init matrix
go get "$@"
go build -o client "./$program"
