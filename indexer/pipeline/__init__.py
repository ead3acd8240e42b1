"""Turns sources into an index: the wiring that the command line and the Python API share."""
