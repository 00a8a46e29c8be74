"""Where the self-test plays: one listener, a new server in it for every scene, and keys that are used again since making them is slow."""

import copy
import shutil
import ssl
import threading

from breakages import sessions
from fake_device import command_line, openssl
from good_server import server


class Stage:
    """The listener, the authority that all servers share, and the folder of PCs."""

    def __init__(self, folder, authority, listener):
        self.folder, self.authority, self.listener = folder, authority, listener
        self.number, self.now, self.template = 0, None, None
        for name in ("first", "second"):
            openssl.new_key(self.key(name))

    def key(self, name):
        """A device's key."""
        return self.folder / f"{name}.pem"

    def put(self, alter=None, federated=True, refuse=None, pages_script=None):
        """A new server in the listener."""
        base = self.listener.stand_in.base
        self.now = server.StandIn(self.authority, federated, alter)
        self.now.base, self.now.refuse, self.now.pages_script = base, refuse, pages_script
        self.listener.stand_in = self.now
        return self.now

    def with_tls(self):
        """A new server behind TLS on a port of its own, and the file with the certificate that a device must trust."""
        files = [self.folder / name for name in ("tls.key", "tls.pem", "clients.pem")]
        openssl.run(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            files[0],
            "-out",
            files[1],
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        )
        files[2].write_bytes(openssl.pem(self.authority.root) + openssl.pem(self.authority.intermediate))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(files[1], files[0])
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(files[2])
        self.now = server.StandIn(self.authority)
        listener = server.serve(self.now, context=context)
        threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return listener, files[1]

    def new_pc(self):
        """The folder of a new PC."""
        self.number += 1
        return str(self.folder / f"pc{self.number}")

    def run(self, command, folder, *arguments):
        """One command of the device; its report."""
        return command_line.run([command, "--state", folder, *map(str, arguments)])

    def enroll(self, folder, *arguments):
        """An enrollment by the account of the stand-in."""
        return self.run(
            "enroll",
            folder,
            "--server",
            self.now.base,
            "--upn",
            server.UPN,
            "--password",
            server.PASSWORD,
            "--key",
            self.key("first"),
            *arguments,
        )

    def renew(self, folder, *arguments):
        """A renewal."""
        return self.run("renew", folder, "--key", self.key("second"), *arguments)

    def _enrolled(self, folder):
        """A copy of a PC that was enrolled once, and what its server knows of it: most breakages come after that."""
        if self.template is None:
            before, self.template = self.now, (self.new_pc(), self.put())
            report = self.enroll(self.template[0])
            assert report["result"] == "ok", f"the enrollment before all sessions: {report}"
            self.now = self.listener.stand_in = before
        shutil.copytree(self.template[0], folder)
        return copy.deepcopy(self.template[1].devices)

    def play(self, broken):
        """A broken server, up to what is broken; the report of the command that meets it."""
        folder, options = self.new_pc(), broken.options
        now = self.put(broken.alter, refuse=options.get("refuse"))
        if broken.scene == "enroll":
            report = self.enroll(folder)
        else:
            now.devices = self._enrolled(folder)
        if broken.scene == "session":
            management = now.management
            usual = management.script if not options.get("hardware") else lambda: sessions.HARDWARE
            management.script = lambda: broken.alter("script", usual())
            management.accept, management.proves = options.get("accept", "212"), options.get("proves", False)
            report = self.run("session", folder, *options.get("device", ["--eager"]))
        elif broken.scene == "renew":
            report = self.renew(folder)
        shutil.rmtree(folder, ignore_errors=True)
        return report
