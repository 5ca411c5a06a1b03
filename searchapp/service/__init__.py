"""Search as pages, commands and the API share it."""
