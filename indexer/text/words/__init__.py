"""Words as people know them: where Chinese words begin and end, and which words and names an archive has, how often and till when."""
