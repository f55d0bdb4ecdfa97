"""Text from the command line and from file names, as the text that was meant."""


def as_text(typed: str) -> str:
    """`typed`, where the system's encoding lacks letters that were typed: Python keeps their bytes as half characters,
    which no database and no terminal takes. Bytes that are no UTF-8 become question marks."""
    return typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
