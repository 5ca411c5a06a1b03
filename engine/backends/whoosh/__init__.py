"""The embedded engine: a Whoosh index in columnar segments."""
