"""The formats that pages come in: what a name or a first block says, and a reader for each kind of file."""
