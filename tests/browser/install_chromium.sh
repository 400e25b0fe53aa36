#!/usr/bin/env bash
# Debian's Chromium for the browser tests, when it is missing and can be had. Never fails:
# the tests themselves say what they skip.
set -u
for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
as_root=""
if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "Installing Debian's Chromium for the browser tests ..."
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq >/dev/null 2>&1
    $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null 2>&1
fi
if ! command -v chromium >/dev/null; then
    echo "************************************************************************"
    echo "* Chromium is not here and could not be installed: the BROWSER TESTS    *"
    echo "* WILL BE SKIPPED. Install it (Debian: apt install chromium) and run    *"
    echo "* make test again.                                                      *"
    echo "************************************************************************"
fi
exit 0
