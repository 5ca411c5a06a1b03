"""Measurements on a real cluster of one to three nodes on this machine: speed, and the effect of faults on readers."""
