"""Articles as documents of the cluster: fields, tokens, and back."""
