"""What the pages show, as values; the API gives the same as JSON.

Invariant: a view is worked out from a picture and filters alone; it knows of no request and of no markup.
"""
