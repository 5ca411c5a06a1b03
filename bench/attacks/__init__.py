"""Attacks on a local server, bounded in number and time, to measure their cost and the effect on other readers."""
