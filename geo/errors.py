"""The errors of the geo package; each message says what is wrong, where, and what to do."""


class BuildError(Exception):
    """The sources do not hold what the build needs; the message is one paragraph for a person."""


class UnknownAreaError(KeyError):
    """An area code that is not in the registry; the message lists near valid codes."""

    def __str__(self) -> str:
        # KeyError would print the message in quotes, as if it were the key.
        return str(self.args[0]) if self.args else ""
