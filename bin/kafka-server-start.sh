#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts one broker: kafka-server-start.sh [-daemon] [server.properties] [--override key=value]...
# Without a file, config/server.properties. Builds on the first use.
set -e

base=${0%/*}
[ "$base" = "$0" ] && base=.
base=$(cd "$base/.." && pwd -P)
usage='[-daemon] [server.properties] [--override key=value]...'

. "$base/bin/lib/launch.sh"
launch kafkaServer io.odradek.broker.Main "$base/config/server.properties" "$@"
