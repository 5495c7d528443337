#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
exec "$(dirname "$0")/kafka-run-class.sh" org.apache.kafka.tools.TransactionsCommand "$@"
