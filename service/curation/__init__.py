"""What editors decide over what is found: synonyms, articles that stand first for a query, and articles that are not shown."""
