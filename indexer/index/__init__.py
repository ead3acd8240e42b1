"""The index on disk: documents, vectors, BM25, snapshots and how they are published."""
