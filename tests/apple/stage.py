"""Where the self-test plays: one listener, a new server in it for every scene, and keys that are used again since making them
is slow."""

import copy
import shutil
import ssl
import threading

from breakages import keyed
from fake_device import command_line, openssl
from good_server import profiles, server


class Stage:
    """The listener, the authority that all servers share, and the folders of devices and of their keys."""

    KEYS = ("first", "second", "third")

    def __init__(self, folder, authority, keys):
        self.folder, self.authority, self.keys = folder, authority, keys
        self.number, self.now, self.templates = 0, None, {}
        self.listener = server.serve(server.StandIn(authority))
        self.base = self.listener.stand_in.base
        threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def key(self, name):
        """A device's key."""
        return self.keys / f"{name}.pem"

    def put(self, alter=None, **options):
        """A new server in the listener."""
        self.now = server.StandIn(self.authority, alter, **options)
        self.now.base = self.base
        self.listener.stand_in = self.now
        return self.now

    def with_tls(self):
        """A new server behind TLS on a port of its own, and the file with the certificate that a device must trust."""
        key, certificate = self.folder / "tls.key", self.folder / "tls.pem"
        made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2"]
        openssl.run(*made, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.now = server.StandIn(self.authority)
        listener = server.serve(self.now, context=context)
        threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return listener, certificate

    def new_device(self):
        """The folder of a new device."""
        self.number += 1
        return str(self.folder / f"device{self.number}")

    def run(self, command, folder, *arguments):
        """One command of the device; its report."""
        keys = ["--key", self.key("first"), "--renewal-key", self.key("second"), "--patience", 0]
        return command_line.run([command, "--state", folder, *map(str, [*keys, *arguments])])

    def enroll(self, folder, *arguments, path="/enroll"):
        """An enrollment by a profile of the stand-in."""
        return self.run("enroll", folder, self.base + path, "--local-http", "--spare-key", self.key("third"), *arguments)

    def sign_in(self, folder, *arguments):
        """An account-driven enrollment."""
        choices = ["--server", self.base, "--choose", f"password={server.PASSWORD}"]
        return self.run(
            "account-enroll", folder, profiles.ACCOUNT, "--local-http", "--spare-key", self.key("third"), *choices, *arguments
        )

    def _enrolled(self, folder, model):
        """A copy of a device that was enrolled once, and what its server knows of it: most breakages come after that."""
        if model not in self.templates:
            few = keyed("profile:enrollment", "PayloadContent", 2, AccessRights=3)
            alter = (lambda at, value: few(value) if at == few.stage else value) if model.endswith("-few") else None
            before, now, template = self.now, self.put(alter), self.new_device()
            arguments = ["--model", model.partition("-")[0]]
            report = self.sign_in(template) if model.endswith("-person") else self.enroll(template, *arguments)
            assert report["result"] == "ok", f"the enrollment before all sessions: {report}"
            self.templates[model] = (template, now)
            self.now = self.listener.stand_in = before
        template, known = self.templates[model]
        shutil.copytree(template, folder)
        for name in ("challenges", "issued", "devices", "tokens"):
            setattr(self.now, name, copy.deepcopy(getattr(known, name)))
        # What was issued belongs to the enrollment of its challenge, and stays the same object.
        self.now.issued = {data: self._same(one) for data, one in self.now.issued.items()}
        return next(iter(known.devices))

    def _same(self, enrollment):
        return next(one for one in self.now.challenges.values() if one["id"] == enrollment["id"])

    def enrolled(self, model="iphone", **put):
        """A device that is enrolled with a new server: the server, the device's folder, its name for the server."""
        now, folder = self.put(**put), self.new_device()
        return now, folder, self._enrolled(folder, model)

    def play(self, broken):
        """A broken server, up to what is broken; the report of the command that meets it."""
        folder, options = self.new_device(), broken.options
        now = self.put(broken.alter, **options.get("put", {}))
        model, arguments = options.get("model", "iphone"), options.get("device", [])
        if broken.scene in ("enroll", "service"):
            report = self.enroll(folder, "--model", model, *arguments, path="/" + broken.scene)
        elif broken.scene == "account":
            now.version = options.get("version", "mdm-byod")
            report = self.sign_in(folder, *arguments)
        else:
            device, now.reuse = self._enrolled(folder, model), options.get("reuse", False)
            for request, keys in options.get("commands", []):
                now.queue(device, request, **(keys(now) if callable(keys) else keys))
            if broken.scene == "renew":
                arguments = [self.base + "/renewal"]
            if broken.scene == "bootstrap":
                self.run("bootstrap", folder, "set")
                arguments = arguments or ["get"]
            report = self.run(broken.scene, folder, *arguments)
        shutil.rmtree(folder, ignore_errors=True)
        return report
