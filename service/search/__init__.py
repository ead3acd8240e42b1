"""Searches one snapshot: two legs under one filter, fused, reranked, paged and highlighted."""
