"""Process runtime: time limits, worker processes, caches, memory allocation."""
