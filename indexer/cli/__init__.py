"""Commands that make and keep an index."""
