"""The conductors: source -> storage -> frames -> measures -> report, for each kind of question."""
