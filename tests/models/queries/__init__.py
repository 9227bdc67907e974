"""The named queries of every noun, ready to run on seeded data: a file for each noun.

A file holds `async def seed(store)`, which fills the noun's collection so that each query wants a
small part of it and every field of its filter matters, and `QUERIES`: the method's name and a call
of it. `REASONS` (optional) says for a method why it may read more than it gives, or sort.
"""
