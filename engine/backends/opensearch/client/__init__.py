"""The cluster: its address, requests with retries, failures in sentences."""
