"""Related articles: for every article of an archive, which others to read next, and why."""
