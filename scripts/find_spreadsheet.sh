#!/bin/sh
# Make sure that the test of exported CSV has a LibreOffice Calc: one that is installed, else Debian's, without its
# windows (about 200 MB on disk). Never fails: without one the test says why it did not run.
set -u
command -v soffice >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing LibreOffice Calc for the test of exported files ..." >&2
    apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui >&2 && exit 0
fi
echo "No LibreOffice was found and none could be installed: exported CSV is opened by pandas alone." >&2
echo "Install it (Debian: apt-get install libreoffice-calc-nogui) and run 'make test' again." >&2
