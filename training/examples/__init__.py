"""The examples that the reader is trained on: read from sets and news, or made of the archive."""
