"""Clauses to records: one reader a kind."""
