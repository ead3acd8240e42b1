"""Names: what else a question's names are called in the archive's articles, and where a name in a text begins and ends."""
