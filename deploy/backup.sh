#!/bin/sh
# backup.sh DATA BACKUP [FILE]...: copy what readers have saved, corrections, words, searches and the index of the folder DATA,
# and further files such as zhenwen.toml, to the folder BACKUP. The server may keep running: generations never change, and
# the pointer is copied before what it points to. A copy that fails leaves the former one as it was.
set -eu
data=$1 backup=$2
shift 2
new=$backup/new
mkdir -p "$backup"
rm -rf "$new"
mkdir "$new"
if [ -e "$data/saved.sqlite" ]; then
    python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("VACUUM INTO ?", [sys.argv[2]])' "$data/saved.sqlite" "$new/saved.sqlite"
fi
if [ -e "$data/index/current" ]; then
    mkdir "$new/index"
    cp "$data/index/current" "$new/index/"
    if [ -e "$data/index/rolled_back" ]; then cp "$data/index/rolled_back" "$new/index/"; fi
    cp -R "$data/index/generations" "$new/index/"
fi
for file in "$data/corrections.toml" "$data/synonyms.txt" "$data/words.txt" "$data/searches.json" "$@"; do
    if [ -e "$file" ]; then cp "$file" "$new/"; fi
done
sync
rm -rf "$backup/former"
if [ -e "$backup/latest" ]; then mv "$backup/latest" "$backup/former"; fi
mv "$new" "$backup/latest"
rm -rf "$backup/former"
