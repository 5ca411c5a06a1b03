"""Towns: the places of the gazetteer that an article is about."""
