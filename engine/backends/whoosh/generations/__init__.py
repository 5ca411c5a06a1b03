"""Index generations on disk: written durably, listed, checked, rolled back."""
