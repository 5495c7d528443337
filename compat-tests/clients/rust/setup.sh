#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh FOLDER PROGRAM CRATE@=VERSION...: a crate of its own around the program.
set -euo pipefail
folder=$1 program=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
command -v cargo >/dev/null || { echo "no cargo on this machine" >&2; exit 3; }
cd "$folder"
[[ -f Cargo.toml ]] || cargo init --quiet --vcs none --name jobs
cp "$here/records.rs" "$here/$program/main.rs" src/
cargo add --quiet "$@" tokio --features tokio/full
cargo build --quiet
ln -sf "$folder/target/debug/jobs" client
