"""Text to clauses."""
