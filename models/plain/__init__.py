"""A disclosure in plain words: its figures, sentences to read, and texts to be read aloud.

Everything here is a pure function of what is published; nothing knows a database or an address.
"""
