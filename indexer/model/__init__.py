"""The embedding model: found or made, prepared once per machine, and opened by the fastest path verified equal."""
