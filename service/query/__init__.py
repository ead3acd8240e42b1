"""Understands a query: operators, language, dictionary, pinyin and names."""
