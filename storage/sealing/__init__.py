"""What rests encrypted, and the mark of the key under which rows were written."""
