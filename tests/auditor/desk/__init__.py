"""The desk, as it is served to browsers and to whoever means it harm."""
