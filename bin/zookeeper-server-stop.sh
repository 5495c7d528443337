#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Asks every ZooKeeper server on this machine that this user may signal to stop; SIGNAL names another signal than TERM.
. "$(dirname "$0")/lib/stop.sh"
stop_all org.apache.zookeeper.server.quorum.QuorumPeerMain zookeeper
