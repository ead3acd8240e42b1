"""An index in a Milvus, as search asks an index."""
