"""Tables of texts and research data sets, streamed: memory does not grow with the file.

packed    a file, plain or packed (.zst, .gz) -> its bytes in chunks
lines     the bytes -> lines of text, whatever the encoding
columns   which column of a table holds what
time_numbers   a plain number -> the moment that it stands for, or none
written_times  a time in words and digits -> the days that it can be, its time of day, its zone
time_column    how the times of one column are to be read, decided by all of them
moments   a time of a table or a data set -> one time, or none; and how fine they are
header    the first lines -> how a table is laid out
quoting   a row in which quotes do not match -> its cells
csv_rows  lines -> rows as wide as the header, however its quotes are
rows      lines -> the cells of each row, of a CSV or of an object a line
ids       what is written for an account or a row -> what tells it apart, or nothing
table     rows -> records: a table of texts
elements  Telethon's messages as JSON -> records
history   a data set of Telegram: which chats it holds, and reading one
"""

from auditor.collect.datasets.columns import Columns, chosen_columns
from auditor.collect.datasets.history import TelegramDataset, open_dataset
from auditor.collect.datasets.table import TextTable, open_table
from auditor.collect.datasets.time_column import TimesAsked

__all__ = ["Columns", "TelegramDataset", "TextTable", "TimesAsked", "chosen_columns", "open_dataset", "open_table"]
