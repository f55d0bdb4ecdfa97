"""What is said in words: titles, figures, notes, findings, the summary."""
