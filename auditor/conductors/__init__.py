"""The conductors take each kind of question all the way: source, storage, frames, measures, report."""
