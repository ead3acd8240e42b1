"""What any index has to do that search asks: the same for each implementation."""
