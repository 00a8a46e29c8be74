"""The folder that is the device: its identity, what it was given, and its keys. Without the folder it is a new one."""

import json
from pathlib import Path

from . import cms, openssl, rsa
from .certificate import Certificate
from .refusal import NoWay


class Device:
    """The folder, and the values in its `state.json`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.path("state.json")
        self.values = json.loads(file.read_text()) if file.exists() else {}
        self.keys = {}

    def path(self, name):
        """A file of the device."""
        return self.folder / name

    def __getitem__(self, key):
        if key not in self.values:
            raise NoWay(f"this device has no {key}: it is not enrolled")
        return self.values[key]

    def get(self, key, otherwise=None):
        """A value, or what is given when there is none."""
        return self.values.get(key, otherwise)

    def save(self, **changes):
        """Keeps values."""
        self.values.update(changes)
        self.path("state.json").write_text(json.dumps(self.values, indent=1, sort_keys=True))

    def write(self, name, data):
        """Keeps a file."""
        self.path(name).write_bytes(data)

    def read(self, name):
        """A file; None when there is none."""
        file = self.path(name)
        return file.read_bytes() if file.exists() else None

    # Identity

    @property
    def personal(self):
        """Whether this is a user enrollment, which knows the person's data from the organization's."""
        return self.get("mode") == "BYOD"

    def identifiers(self):
        """What every message says of who sends it."""
        identity = self["identity"]
        return {"EnrollmentID": identity["EnrollmentID"]} if self.personal else {"UDID": identity["UDID"]}

    def key(self, name):
        """A private key of the device."""
        if name not in self.keys:
            data = self.read(f"{name}.pem")
            if data is None:
                raise NoWay(f"this device has no key {name}: it is not enrolled")
            self.keys[name] = rsa.PrivateKey(data)
        return self.keys[name]

    def certificate(self, name="identity"):
        """A certificate of the device."""
        data = self.read(f"{name}.der")
        if data is None:
            raise NoWay(f"this device has no certificate {name}: it is not enrolled")
        return Certificate(data)

    def new_key(self, name, given=None, bits=2048):
        """A new key, or one that was made before and is used again since making them is slow."""
        if given:
            self.write(f"{name}.pem", Path(given).read_bytes())
        else:
            openssl.new_key(self.path(f"{name}.pem"), bits)
        self.keys.pop(name, None)
        return self.key(name)

    def adopt(self, name):
        """Puts the key and the certificate of a name in the place of the identity's."""
        for kind in ("pem", "der"):
            self.path(f"{name}.{kind}").replace(self.path(f"identity.{kind}"))
        self.keys.pop(name, None)
        self.keys.pop("identity", None)

    @property
    def signing(self):
        """How the device signs: the hash, and DER or BER."""
        return cms.Signing(self.get("hash", "sha256"), self.get("encoding", "der"))

    # Profiles

    def profiles(self):
        """The installed profiles by identifier, as facts; their bytes are in files."""
        return self.get("profiles", {})

    def erase(self):
        """Everything but what the hardware is: after an erasure the device is as it left the factory."""
        kept = ("identity", "hash", "encoding", "supervised", "spare_key", "local_http")
        options = {key: self.get(key) for key in kept if self.get(key)}
        for file in self.folder.iterdir():
            file.unlink()
        self.values, self.keys = {}, {}
        self.save(state="erased", **options)

    def unenroll(self, why):
        """Forgets the management: its profile and what came with it go, the person's things stay."""
        self.path("result.plist").unlink(missing_ok=True)
        for name in ("identity", "renewed"):
            for kind in ("pem", "der"):
                self.path(f"{name}.{kind}").unlink(missing_ok=True)
        gone = ("mdm", "scep", "token", "push_magic", "access_token", "mode", "enrollment_profile", "answered", "kept")
        gone += ("filevault_deferred", "passcode_forced")
        self.values = {key: value for key, value in self.values.items() if key not in gone}
        kept = {name: one for name, one in self.profiles().items() if not one["managed"]}
        self.save(state=why, profiles=kept)
