"""Xunwen beside others on the same articles and the same weights, each in an environment of its own: `make bench-peers`."""
