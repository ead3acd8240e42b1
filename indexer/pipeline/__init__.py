"""Turns sources into an index: the wiring that the command line, index jobs and Python share."""
