"""Embeds text: finds, prepares and opens the model by the fastest path that gives its vectors."""
