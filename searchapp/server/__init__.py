"""Web server: connections, admission, limits, and the state of a request."""
