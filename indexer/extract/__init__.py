"""From a page as found to an article: the room that knows what boilerplate looks like."""
