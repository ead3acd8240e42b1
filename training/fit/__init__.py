"""Fits the reader and the embedder's adapter, and writes their files."""
