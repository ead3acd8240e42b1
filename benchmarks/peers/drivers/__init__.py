"""One driver for each of those compared; each runs in its own environment and knows its own library alone."""
