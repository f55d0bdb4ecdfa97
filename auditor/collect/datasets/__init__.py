"""Tables of texts and research data sets, streamed: memory does not grow with the file.

packed    a file, plain or packed (.zst, .gz, .bz2, .xz, .zip) -> its bytes in chunks
lines     the bytes -> lines of text, whatever the encoding
arrays    JSON that holds its rows in an array -> an object a line
sheets    a spreadsheet -> its rows
arrow     Parquet or Feather -> its columns
columns   which column of a table holds what
paths     a path through an object -> what stands there
shapes    the formats that are known: a row each, with where things stand and the page that documents it
time_numbers   a plain number -> the moment that it stands for, or none
written_times  a time in words and digits -> the days that it can be, its time of day, its zone
time_column    how the times of one column are to be read, decided by all of them
moments   a time of a table or a data set -> one time, or none; and how fine they are
header    the first lines -> how a table is laid out
quoting   a row in which quotes do not match -> its cells
csv_rows  lines -> rows as wide as the header, however its quotes are
rows      lines -> the cells of each row, of a CSV or of an object a line
blocks    whatever holds a table -> its columns, some rows at a time
accounts  what a row says of its author's account -> whether, never how many
ids       what is written for an account or a row -> what tells it apart, or nothing
table     columns -> records: a table of texts
elements  Telethon's messages as JSON -> records
dumps     messages as other programs write them -> such elements
history   a data set of Telegram: which chats it holds, and reading one
"""

from auditor.collect.datasets.columns import Columns, chosen_columns
from auditor.collect.datasets.history import TelegramDataset, open_dataset
from auditor.collect.datasets.table import TextTable, open_table
from auditor.collect.datasets.time_column import TimesAsked

__all__ = ["Columns", "TelegramDataset", "TextTable", "TimesAsked", "chosen_columns", "open_dataset", "open_table"]
