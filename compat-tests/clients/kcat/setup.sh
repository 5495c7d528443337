#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh FOLDER PROGRAM: the kcat that the system has.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v kcat >/dev/null || { echo "no kcat on this machine; on Debian: apt-get install kcat" >&2; exit 3; }
kcat -V | sed -n 's/^Version \([0-9.]*\).*\(librdkafka [0-9.]*\).*/\1 (\2)/p' >"$1/version"
ln -sf "$here/$2" "$1/client"
