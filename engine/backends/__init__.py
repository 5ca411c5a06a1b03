"""Engines that store and search articles, each implementing the Protocols of `engine.backend`."""
