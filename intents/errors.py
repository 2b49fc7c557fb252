"""The base of all errors that linli raises on purpose; it stands on the lowest floor so that all floors can use it."""


class LinliError(Exception):
    """Something is wrong; the message says what, where, and how to mend it."""
