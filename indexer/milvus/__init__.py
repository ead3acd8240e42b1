"""An index in a Milvus cluster: published there from a snapshot, generation after generation."""
