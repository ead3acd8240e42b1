"""Questions that nobody wrote: made of sentences of the archive by patterns, tags and composed reports."""
