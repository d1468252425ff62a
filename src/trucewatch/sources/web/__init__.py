"""Addresses of the web to what is there.

Invariant: nothing is asked of the network but at an address that the user named, or that a page, feed or
redirect found there leads to; and nothing in a closed network unless the user allows it. Nothing is imported
here, so that what needs no network needs none of its libraries: see `fetching.Fetcher`.
"""
