"""Text to a comparable form and to words."""
