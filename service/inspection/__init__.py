"""Looks into an index for those who run it: what one page gives, and what golden questions find."""
