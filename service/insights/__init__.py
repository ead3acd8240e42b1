"""The archive at a glance: what a snapshot holds, counted and placed on a map."""
