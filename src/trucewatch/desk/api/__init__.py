"""The desk for programs: its description, records and texts a page at a time, and answers that need not be sent twice.

Invariant: a program sees what its person sees on the pages, under the same filters, and nothing else.
"""
