"""People at the door: id and name -> pseudonym, and rows of traits."""
