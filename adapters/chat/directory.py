"""The failure of a directory look-up that concerns one person."""


class LookUpFailed(Exception):
    """The directory refuses this one question. `DirectoryAway` would stop the look-ups of the whole workspace."""
