#!/usr/bin/env bash
# Debian's PostgreSQL (and with "java" the Java that Spark runs on) for the tests of the engines,
# when it is missing and can be had. No server is set up or started: the tests start their own.
# Never fails: the tests themselves say what they skip.
set -u
has_postgresql() { command -v pg_ctl >/dev/null || ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1; }
has_java() { command -v java >/dev/null; }

as_root=""
if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
install() {
    command -v apt-get >/dev/null && $as_root true 2>/dev/null || return
    echo "Installing Debian's $1 for the tests of the engines ..."
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq >/dev/null 2>&1
    $as_root apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Options::=--force-confold "$@" >/dev/null 2>&1
}
missing() {
    echo "************************************************************************"
    echo "* $1 is not here and could not be installed: ITS TESTS WILL BE SKIPPED."
    echo "* Install it (Debian: apt install $2) and run make again."
    echo "************************************************************************"
}

if ! has_postgresql; then
    settings=/etc/postgresql-common/createcluster.conf
    if $as_root true 2>/dev/null && [ ! -e "$settings" ]; then
        $as_root mkdir -p "${settings%/*}"
        echo "create_main_cluster = false" | $as_root tee "$settings" >/dev/null
    fi
    install postgresql
    has_postgresql || missing PostgreSQL postgresql
fi
if [ "${1:-}" = java ] && ! has_java; then
    for version in 17 21; do has_java || install "openjdk-$version-jre-headless"; done
    has_java || missing "Java 17" openjdk-17-jre-headless
fi
exit 0
