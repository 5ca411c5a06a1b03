"""Results as a reader sees them: no Flask, no markup."""
