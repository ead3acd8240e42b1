"""The command `xunwen`: search, ask, serve, related, eval and report."""
