"""People at the door: ids and names become pseudonyms, and rows of traits."""
