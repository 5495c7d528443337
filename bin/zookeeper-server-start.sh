#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts one ZooKeeper server, for brokers with zookeeper.connect: zookeeper-server-start.sh [-daemon] [zookeeper.properties]
# Without a file, config/zookeeper.properties. The server is Apache ZooKeeper's own, of the version that brokers have
# inside themselves.
set -e

base=${0%/*}
[ "$base" = "$0" ] && base=.
base=$(cd "$base/.." && pwd -P)
usage='[-daemon] [zookeeper.properties]'

: "${KAFKA_HEAP_OPTS:=-Xmx512m -Xms32m}"
# A broker lets the ZooKeeper inside itself say next to nothing.
KAFKA_OPTS="-Dodradek.log.levels=org.apache.zookeeper=INFO,org.apache.zookeeper.server.quorum=INFO ${KAFKA_OPTS-}"

. "$base/bin/lib/launch.sh"
launch zookeeper org.apache.zookeeper.server.quorum.QuorumPeerMain "$base/config/zookeeper.properties" "$@"
