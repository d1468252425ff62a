"""Telling people of what happens in a case, by rules of their own.

Invariant: nothing leaves this machine but what a rule at work says, and of what its owner may see at that moment.
"""
