"""Makes typed frames, which the measures share, of columns as they are stored."""
