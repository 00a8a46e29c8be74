"""The time."""

import datetime


def now():
    """Now, in UTC and without a zone, as property lists and certificates have it."""
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None, microsecond=0)
