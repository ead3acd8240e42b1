"""Who extracts and embeds for a build: this process, or a cluster's processes, with the same result to the byte."""
