"""Changes of saved searches, and the letters about them."""
