"""The answer: what a report says first, in a sentence or two, whatever shows it."""
