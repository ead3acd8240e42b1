"""Keys of callers: what each may do, what of the archive it sees, and how often it may ask."""
