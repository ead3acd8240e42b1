"""Who works for a build changes nothing about its result."""
