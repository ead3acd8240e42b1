"""The archive at a glance: counted, dated and placed on a map."""
