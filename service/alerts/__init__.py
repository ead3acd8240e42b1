"""Stored queries that are asked of what is new whenever a snapshot is published; what matches is told once, in a feed and by webhook."""
