#!/usr/bin/env bash
# Compile the kernels with AddressSanitizer and UndefinedBehaviorSanitizer in a copy of the project, and run their tests and fuzzed queries,
# damaged segments and files there: scripts/run_sanitizers.sh [INPUTS]. Ends with 1 at the first report.
set -euo pipefail
inputs=${1:-2000}
source=$(cd "$(dirname "$0")/.." && pwd)
python=${PYTHON:-$source/.venv/bin/python}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
tar -C "$source" --exclude=.venv --exclude=.git --exclude='*.so' --exclude=build --exclude=var --exclude=bench/out -cf - . | tar -C "$copy" -xf -
cd "$copy"
export PYTHONPATH=$copy
sanitized="-fsanitize=address,undefined"
CFLAGS="$sanitized -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g -O1" LDFLAGS="$sanitized" \
    "$python" setup.py -q build_ext --inplace > "$copy/build.log" 2>&1 || { cat "$copy/build.log"; exit 1; }
# What Python itself never frees is no leak of the kernels, and it catches no signal here.
export ASAN_OPTIONS=detect_leaks=0:detect_odr_violation=0 UBSAN_OPTIONS=print_stacktrace=1 PYTHONMALLOC=malloc
LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)"
export LD_PRELOAD
# An overrun that is meant, so that a run without sanitizers is noticed.
if "$python" -c 'import ctypes; ctypes.memset(ctypes.create_string_buffer(8), 0, 4096)' 2> /dev/null; then
    echo "The sanitizers are not at work." >&2
    exit 1
fi
# Tests of memory measure the sanitizers.
"$python" -m pytest -q -p no:cacheprovider --deselect tests/engine/backends/whoosh/searching/test_page_cache.py --ignore tests/engine/backends/whoosh/test_memory.py \
    tests/engine/text tests/engine/backends/whoosh
"$python" -m tests.fuzzing.mutated "$inputs" query segment reader splitter
