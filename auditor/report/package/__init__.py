"""The CSV package, its codebook and the folder of an audit."""
