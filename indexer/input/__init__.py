"""Reads folders, files and streams as pages: HTML, text, JSON Lines, CSV, compressed or not."""
