"""Finds personal data in texts and tables and masks it; it must not know who may see what.

Give `find_personal` a text or `find_in_table` a table, and `mask` what was found. Numbers are
checked (check digit, Luhn, area codes, birth dates), names are read after words that announce
them (户主, 联系人 ...), before a number, and in columns whose header says so. The whole input is
read, in time linear in its length: a gate that stops at some length would leave the rest open.
"""

from nlp.personal.kinds import Kind, Personal
from nlp.personal.masking import mask
from nlp.personal.tables import Cell, find_in_table
from nlp.personal.texts import find_personal

__all__ = ["Cell", "Kind", "Personal", "find_in_table", "find_personal", "mask"]
