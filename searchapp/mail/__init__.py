"""Letters: composition, address checks, and delivery to a mail server."""
