"""What this PC says of itself, and the folder in which it keeps that and everything that it was given.

The folder is the PC: without it, it is a new one. `state.json` holds what Windows keeps in its registry, beside it lie the key,
the certificates and the last provisioning document.
"""

import json
import uuid
from pathlib import Path

# OSEdition as GetProductInfo numbers it.
EDITIONS = {"Enterprise": 4, "Professional": 48, "Core": 101, "Education": 121, "EnterpriseS": 125}

DEFAULTS = {
    "os_version": "10.0.22631.4460",
    "edition": "Professional",
    "manufacturer": "Contoso",
    "model": "Book 3",
    "serial_number": None,
    "device_name": None,
    "locale": "en-US",
    "mac": None,
    "imei": None,
}


def new_identity(options):
    """A PC with what the options say, and with numbers of its own where they say nothing."""
    said = {key: options.get(key) or default for key, default in DEFAULTS.items()}
    digits = uuid.uuid4().hex.upper()
    said["device_id"] = options.get("device_id") or uuid.uuid4().hex.upper()
    said["hw_dev_id"] = options.get("hw_dev_id") or uuid.uuid4().hex.upper() + uuid.uuid4().hex.upper()
    said["serial_number"] = said["serial_number"] or f"SN{digits[:8]}"
    said["device_name"] = said["device_name"] or f"DESKTOP-{digits[8:15]}"
    said["mac"] = said["mac"] or "-".join(["02", *(digits[at : at + 2] for at in range(15, 25, 2))])
    return said


class Device:
    """A PC and its folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "state.json"
        self.state = json.loads(path.read_text()) if path.exists() else {}

    def __getitem__(self, key):
        return self.state[key]

    def get(self, key, default=None):
        """What is kept under a key."""
        return self.state.get(key, default)

    def path(self, name):
        """Where a file of that name lies."""
        return self.folder / name

    def save(self, **more):
        """Keeps something for the next command."""
        self.state.update(more)
        target = self.path("state.json")
        beside = target.with_suffix(".new")
        beside.write_text(json.dumps(self.state, indent=1, sort_keys=True))
        beside.replace(target)

    def write(self, name, data):
        """Keeps a file."""
        self.path(name).write_bytes(data)

    def read(self, name):
        """A file that is kept; None when it is not there."""
        path = self.path(name)
        return path.read_bytes() if path.exists() else None

    def forget(self):
        """What leaving the management does: everything that the server gave is removed, the PC stays the same."""
        for name in ("client.der", "client.key", "root.der", "intermediate.der", "provisioning.xml", "tree.json"):
            self.path(name).unlink(missing_ok=True)
        self.state = {"identity": self.state.get("identity"), "status": "unenrolled"}
        self.save()
