"""Makes what people open of a finished report, and knows nothing else."""
