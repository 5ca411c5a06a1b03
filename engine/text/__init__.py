"""Text analysis: normalisation, segmentation, place names and pinyin."""
