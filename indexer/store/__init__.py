"""Snapshots kept in a folder or an S3-compatible bucket, so that another machine can serve what one built."""
