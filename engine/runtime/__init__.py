"""What a process runs with: time limits, worker processes, a cache folder."""
