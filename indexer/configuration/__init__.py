"""Settings out of a file, with the environment over it."""
