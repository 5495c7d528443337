#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh FOLDER PROGRAM CRATE[FEATURES]@=VERSION...: a crate of its own around the program.
set -euo pipefail
folder=$1 program=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
command -v cargo >/dev/null || { echo "no cargo on this machine" >&2; exit 3; }
cd "$folder"
[[ -f Cargo.toml ]] || cargo init --quiet --vcs none --name jobs
cp "$here/records.rs" "$here/$program/main.rs" src/
for crate in "$@"; do
    features=$(sed -n 's/.*\[\(.*\)\].*/\1/p' <<<"$crate")
    cargo add --quiet "${crate/\[*\]/}" ${features:+--features "$features"}
done
cargo add --quiet tokio --features full
cargo build --quiet
ln -sf "$folder/target/debug/jobs" client
