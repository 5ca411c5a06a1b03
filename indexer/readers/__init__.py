"""Readers: files to raw documents."""
