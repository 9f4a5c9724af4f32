"""The one kind of error that is meant for the person at the terminal."""


class LabError(Exception):
    """What went wrong, as one sentence that somebody can act on."""
