"""Pages of feeds and sitemaps into a folder that `xunwen index` reads: politely, once, and from public addresses only."""
