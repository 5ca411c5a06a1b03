"""Articles to a new index of the cluster."""
