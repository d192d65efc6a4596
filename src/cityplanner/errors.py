"""Errors whose message is a sentence that a planner can act on."""


class CityPlannerError(Exception):
    """What went wrong, where, and what to do about it, in one sentence for people.

    The command line prints the sentence and ends with exit code 1; the window shows it in its message bar.
    """

    @property
    def sentence(self) -> str:
        """The sentence as it was made, which still knows its text where ``str(error)`` does not."""
        return self.args[0] if self.args else ""


class InputError(CityPlannerError):
    """A file or a value that cannot be used as it is."""


class ProjectError(CityPlannerError):
    """A project file that cannot be opened or written."""


class CancelledError(CityPlannerError):
    """The person asked to stop; nothing was changed."""
