"""The marker that puts a text into the catalogue without looking it up."""


def N_(message: str) -> str:  # noqa: N802  # gettext's own name
    """Mark a text for the catalogue; it is looked up where it is used."""
    return message
