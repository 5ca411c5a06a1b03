"""Client of the cluster: address, requests with retries, error messages."""
