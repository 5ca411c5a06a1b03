"""Data files shipped with the engine: gazetteer, folding table, pinyin, synonyms and word lists."""
