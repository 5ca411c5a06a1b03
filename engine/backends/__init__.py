"""Engines that keep and search articles, each behind the two Protocols of `engine.backend`."""
