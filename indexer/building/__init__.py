"""The stages of a build, one file each; `indexer.build` runs them in order."""
