"""Measurements on a real cluster of one to three nodes on this machine: speed, and what faults do to readers."""
