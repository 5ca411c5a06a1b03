"""The web server: connections, places of work, and what must be loaded before readers are let in."""
