"""From segmented documents and older segments to one new segment, in bounded memory."""
