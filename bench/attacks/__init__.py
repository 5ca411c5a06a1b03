"""Attacks on a server of our own, on the loopback, bounded in number and time: what they cost, what others get."""
