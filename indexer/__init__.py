"""Turns scraped pages into a published, verified index: pages, articles, chunks, vectors and terms, snapshot."""
