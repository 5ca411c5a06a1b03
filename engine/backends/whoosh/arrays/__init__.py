"""Flat arrays on disk, and the integer codes they are packed with."""
