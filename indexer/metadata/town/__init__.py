"""Towns: gazetteer places that an article is about."""
