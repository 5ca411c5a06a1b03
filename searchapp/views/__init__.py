"""Pages and API endpoints, one blueprint per subject."""
