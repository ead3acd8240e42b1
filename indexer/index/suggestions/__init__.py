"""What can be suggested while somebody types, put in order when an archive is indexed."""
