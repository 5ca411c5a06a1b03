"""Damaged text: page furniture taken away, broken lines joined; every change says where and why."""
