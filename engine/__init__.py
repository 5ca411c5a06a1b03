"""What an article is, what the index holds, how it is asked."""
