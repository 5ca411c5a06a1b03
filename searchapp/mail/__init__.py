"""Letters: composed, checked, and handed to a mail server."""
