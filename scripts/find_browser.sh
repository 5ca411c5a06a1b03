#!/bin/sh
# Make sure that the browser tests have a Chromium: the one on the path, else Debian's, else Playwright's own.
# Usage: find_browser.sh PYTHON. Never fails: without a browser the tests say that they did not run, and fail under CI.
set -u
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium and Chinese fonts for the browser tests ..." >&2
    apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >&2 && exit 0
fi
"$1" -m playwright install chromium >&2 && exit 0
echo "No Chromium was found and none could be installed: the browser tests will not run." >&2
echo "Install one (Debian: apt-get install chromium fonts-noto-cjk) and run 'make test' again." >&2
