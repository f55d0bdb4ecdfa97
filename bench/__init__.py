"""How fast it is, and on what: every figure in the documents can be made again from here."""
