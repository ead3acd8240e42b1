"""The HTTP service, from the outside."""
