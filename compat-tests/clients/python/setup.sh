#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh FOLDER PROGRAM PACKAGE...: an environment of its own with the packages.
set -euo pipefail
folder=$1 program=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
command -v python3 >/dev/null || { echo "no python3 on this machine" >&2; exit 3; }
[[ -x $folder/venv/bin/python ]] || python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "$@"
if [[ $1 == confluent-kafka* ]]; then
    "$folder/venv/bin/python" -c \
        'import confluent_kafka as c; print(f"{c.version()} (librdkafka {c.libversion()[0]})")' >"$folder/version"
fi
cat >"$folder/client" <<END
#!/bin/sh
exec $folder/venv/bin/python -B $here/$program "\$@"
END
chmod +x "$folder/client"
