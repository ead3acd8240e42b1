"""Index jobs: kept in SQLite, run one at a time by a process of their own."""
