"""Text: encodings, languages, sentences, terms and numerals."""
