"""What is new for a saved search, and the letters about it."""
