"""Writing of a new segment from documents and older segments, in bounded memory."""
