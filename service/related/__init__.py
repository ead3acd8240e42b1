"""Related reading out of a snapshot: lists of articles and of other texts, page by page."""
