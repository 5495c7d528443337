#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh FOLDER VARIANT GROUP:ARTIFACT:VERSION: one version of Kafka's Java client and the program for it.
set -euo pipefail
folder=$1 variant=$2 version=${3##*:}
here=$(cd "$(dirname "$0")" && pwd)
bin=${JAVA_HOME:+$JAVA_HOME/bin/}
if [[ ! -e $folder/lib/kafka-clients-$version.jar ]]; then
    "$here/../../../mvnw" -q -f "$here/pom.xml" "-Dclient.version=$version" "-DoutputDirectory=$folder/lib" \
        dependency:copy-dependencies
fi
"${bin}javac" -nowarn -d "$folder/classes" -cp "$folder/lib/*" "$here/Jobs.java" "$here/$variant/Alter.java"
cat >"$folder/client" <<END
#!/bin/sh
exec ${bin}java -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m \
    -cp "$folder/classes:$folder/lib/*" Jobs "\$@"
END
chmod +x "$folder/client"
