#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the two images that the Dockerfile begins with out of packages of this Debian or Ubuntu and its JDK, where no
# image registry can be reached: odradek-base:dev (glibc, bash, busybox) and odradek-jdk:dev (that and a JDK). Takes some
# seconds and 4 MB from the package servers; no root needed but what the engine asks for.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d "${TMPDIR:-/tmp}/odradek-base.XXXXXX")
trap 'rm -rf "$work"' EXIT
packages=(libc6 libgcc-s1 libstdc++6 zlib1g bash libtinfo6 busybox-static)

. "$here/bin/lib/java.sh"
find_java
[[ -d $JAVA_HOME/jmods ]] || {
    echo "$JAVA_HOME has no jmods; install a whole JDK (openjdk-17-jdk-headless) or set JAVA_HOME" >&2
    exit 1
}

# Downloads happen as an unprivileged user where there is one.
chmod 755 "$work"
mkdir -m 777 "$work/packages"
(cd "$work/packages" && apt-get download -qq "${packages[@]}")

root=$work/root
mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$root"/{etc,proc,sys,dev,run,home,mnt,root,var/lib,var/tmp}
mkdir -m 1777 "$root/tmp"
for folder in bin sbin lib lib64; do
    ln -s "usr/$folder" "$root/$folder"
done
for package in "$work"/packages/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink --no-same-owner
done
rm -rf "$root"/usr/share "$root"/usr/lib/*/gconv "$root"/usr/lib/*/audit "$root"/usr/lib/*/libmvec* "$root"/etc/skel "$root"/etc/ld.so.conf.d \
    "$root"/etc/init.d "$root"/usr/lib/tmpfiles.d "$root"/usr/lib/systemd
for applet in $("$root/bin/busybox" --list); do
    [[ -e $root/bin/$applet ]] || ln -s busybox "$root/bin/$applet"
done
printf '%s\n' 'root:x:0:0:root:/root:/bin/bash' 'nobody:x:65534:65534::/:/bin/false' >"$root/etc/passwd"
printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"

tar -c -C "$root" --owner=0 --group=0 . |
    docker import --change 'CMD ["/bin/bash"]' - odradek-base:dev >/dev/null

mkdir -p "$root/opt"
# Debian's JDK has links into /etc, which come along as what they lead to.
tar -c -h -C "$(dirname "$JAVA_HOME")" --exclude='*/man' --exclude='*/docs' --exclude='*/src.zip' --exclude='*/demo' \
    --ignore-failed-read --warning=no-failed-read "$(basename "$JAVA_HOME")" |
    tar -x -C "$root/opt" --no-same-owner
mv "$root/opt/$(basename "$JAVA_HOME")" "$root/opt/jdk"
tar -c -C "$root" --owner=0 --group=0 . |
    docker import --change 'ENV JAVA_HOME=/opt/jdk' --change 'CMD ["/bin/bash"]' - odradek-jdk:dev >/dev/null
docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}' odradek-base:dev
