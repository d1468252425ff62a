"""Trucewatch: reports about a truce in, a sourced picture of whether it holds out."""
