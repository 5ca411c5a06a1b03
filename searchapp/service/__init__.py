"""Search services shared by pages, commands and the API."""
