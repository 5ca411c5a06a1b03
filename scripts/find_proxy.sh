#!/bin/sh
# Make sure that the test of several web servers has the proxy of deploy/nginx.conf: one that is installed, else Debian's.
# Never fails: without one the test says why it did not run, and fails under CI.
set -u
command -v nginx >/dev/null 2>&1 && exit 0
[ -x /usr/sbin/nginx ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing nginx for the test of several web servers ..." >&2
    # Installed, not started: the test starts its own.
    apt-get update -qq >&2 && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends nginx-light >&2 && exit 0
fi
echo "No nginx was found and none could be installed: several web servers behind a proxy are not tested." >&2
echo "Install it (Debian: apt-get install nginx-light) and run 'make test' again." >&2
