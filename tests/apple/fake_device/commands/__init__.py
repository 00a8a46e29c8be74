"""What the commands do on the device, and what they answer. A handler gets the session and the command's keys, and gives back
what the result has besides its status; it raises `CommandError` for what a device answers with Error."""

from .failure import CommandError
from . import apps, lock, profiles, query, settings, vault

HANDLERS = {**profiles.HANDLERS, **query.HANDLERS, **lock.HANDLERS, **apps.HANDLERS, **settings.HANDLERS, **vault.HANDLERS}

__all__ = ["CommandError", "HANDLERS"]
