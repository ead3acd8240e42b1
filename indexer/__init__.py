"""Turns scraped pages into a published, verified index."""
