#!/bin/sh
# Make sure that the tests of saved searches have a PostgreSQL: one that is installed, else Debian's.
# Never fails: without one the tests say that they did not run, and fail under CI.
set -u
command -v initdb >/dev/null 2>&1 && exit 0
for folder in /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing PostgreSQL for the tests of saved searches ..." >&2
    apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends postgresql >&2 && exit 0
fi
echo "No PostgreSQL was found and none could be installed: saved searches are tested on SQLite alone." >&2
echo "Install it (Debian: apt-get install postgresql) and run 'make test' again." >&2
