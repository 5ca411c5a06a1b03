"""The default engine, embedded: an index of this machine's own files."""
