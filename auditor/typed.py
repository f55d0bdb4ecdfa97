"""Text from the command line, from settings and from file names, as what was meant."""


def as_text(typed: str) -> str:
    """`typed`, where the system's encoding lacks letters that were typed: Python keeps their bytes as half characters,
    which no database and no terminal takes. Bytes that are no UTF-8 become question marks."""
    return typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def as_zone(typed: str) -> str:
    """The name of a time zone. Raises `UsageError` for what is none."""
    import zoneinfo

    from auditor.errors import UsageError

    try:
        return zoneinfo.ZoneInfo(typed.strip()).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError("There is no time zone {zone!r}; write one such as Asia/Almaty or UTC.", zone=typed) from error
