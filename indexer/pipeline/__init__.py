"""The build of an index, stage by stage, from pages to a published snapshot."""
