"""Generations on the cluster: indices, the alias, build notes, the write lease."""
