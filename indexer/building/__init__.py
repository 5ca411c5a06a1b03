"""Files to one new generation of the index, all of it or only what changed."""
