"""The archive as tools of the Model Context Protocol, asked by its official client."""
