"""Who extracts and embeds for a build: this process, or a Ray cluster, with the same bytes."""
