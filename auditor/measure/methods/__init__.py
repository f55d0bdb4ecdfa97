"""Statistics that know no measure."""
