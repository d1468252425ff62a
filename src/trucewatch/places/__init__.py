"""Names in, ranked places out."""
