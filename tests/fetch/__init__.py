"""Fetching pages, from real servers on this machine."""
