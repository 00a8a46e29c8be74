"""The routes of the stand-in, over Python's own HTTP server."""

import json
import secrets
import ssl
import sys
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from fake_device import cms, der, plist

from . import management, profiles, scep

LARGEST = 1024 * 1024
PROFILE, XML, HTML = "application/x-apple-aspen-config", "application/xml", "text/html; charset=utf-8"
PASSWORD = "correct horse"


class Response:
    """What will be sent; the length is added unless a header says otherwise."""

    def __init__(self, body=b"", kind=None, status=200, **headers):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status = status
        self.headers = [("Content-Type", kind)] if kind else []
        self.headers += [(name.replace("_", "-"), value) for name, value in headers.items()]

    def set(self, name, value):
        """Puts a header in the place of those of its name; None takes it away."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        if value is not None:
            self.headers.append((name, value))


class StandIn:
    """The server's memory. `alter(stage, value)` sees everything on its way out, and gives it back as it is unless it is
    broken."""

    def __init__(self, authority, alter=None, registration=False, polls=0):
        self.authority, self.alter, self.polls = authority, alter or (lambda stage, value: value), polls
        own = (authority.ca, authority.keys["ca"])
        self.registration = registration
        self.signing = self.encryption = (authority.ra, authority.keys["ra"]) if registration else own
        if registration == "halves":
            self.signing, self.encryption = (authority.verifier, authority.keys["ra"]), (
                authority.opener,
                authority.keys["signer"],
            )
        self.base, self.topic = "", f"com.apple.mgmt.External.{uuid.UUID(int=7)}"
        self.challenges, self.waiting, self.issued, self.devices, self.tokens = {}, {}, {}, {}, {}
        self.complaints, self.results, self.heard = [], [], []
        self.encodings, self.hashes = set(), set()
        self.version, self.reuse = "mdm-byod", False

    def challenge(self, mode=None, token=None):
        """A new challenge with a new enrollment behind it."""
        if self.reuse and self.challenges:
            return next(iter(self.challenges))
        made = secrets.token_hex(16)
        self.challenges[made] = {"id": str(uuid.uuid4()), "transaction": None, "device": None, "mode": mode, "token": token}
        return made

    def profile(self, stage="enrollment", mode=None, token=None):
        """A signed enrollment profile with a new challenge."""
        return profiles.sign(self, stage, profiles.enrollment(self, self.challenge(mode, token), mode))

    def queue(self, device, request, /, **keys):
        """Puts a command into a device's queue; its UUID."""
        made = management.queued(request, **keys)
        self.devices[device]["queue"].append(made)
        return made["CommandUUID"]

    # Routes

    def scep(self, query, body, headers):
        """GetCACert, GetCACaps, PKIOperation."""
        operation = query.get("operation", [""])[0]
        if operation == "GetCACert":
            scep.need(query.get("message") == ["stand-in"], "message is not the payload's Name")
            if not self.registration:
                return "ca-cert", Response(self.alter("ca", self.authority.ca.data), "application/x-x509-ca-cert")
            own = [self.signing[0]] if self.signing is self.encryption else [self.encryption[0], self.signing[0]]
            every = self.alter("ca", [one.data for one in (*own, self.authority.ca)])
            return "ca-cert", Response(cms.signed_data(None, every, []), "application/x-x509-ca-ra-cert")
        if operation == "GetCACaps":
            return "caps", Response("\n".join(scep.CAPABILITIES) + "\n", "text/plain")
        scep.need(operation == "PKIOperation" and headers.get("Content-Type") == "application/x-pki-message", "PKIOperation")
        return "pki", Response(scep.answer(self, body), "application/x-pki-message")

    @staticmethod
    def _machine(body):
        """What a device says of itself, signed by whatever certificate it has."""
        signed = cms.SignedData(der.normal(body))
        scep.need(len(signed.signers) == 1 and signed.content, "one signer, and content")
        one = signed.signers[0]
        certificate = signed.certificate_of(one)
        scep.need(certificate and one.digest_fits(signed.content) and one.signature_fits(certificate), "the signature")
        said = plist.read(signed.content)
        scep.need(isinstance(said, dict) and all(len(str(value)) < 200 for value in said.values()), "the facts")
        return certificate, said

    def ota(self, body):
        """The second and the third phase of the profile service, by who signed."""
        certificate, said = self._machine(body)
        scep.need({"UDID", "VERSION", "PRODUCT", "SERIAL", "CHALLENGE"} == set(said), f"{sorted(said)}")
        scep.need(said["CHALLENGE"] in self.challenges, "the challenge of the service")
        if certificate.data in self.issued:
            return Response(self.profile(), PROFILE)
        made = profiles.configuration("ota", profiles.scep(self, self.challenge()))
        return Response(profiles.sign(self, "ota", made), PROFILE)

    def account(self, body, headers, mode):
        """The place that the well-known document names."""
        scep.need({"LANGUAGE", "PRODUCT", "VERSION"} == set(self._machine(body)[1]), "the machine's facts")
        token = (headers.get("Authorization") or "").removeprefix("Bearer ")
        if token not in self.tokens:
            return "account-401", self._asks_to_sign_in()
        return "account", Response(self.profile("account", mode, token), PROFILE)

    def _asks_to_sign_in(self):
        said = f'Bearer method="apple-as-web", url="{self.base}/authenticate"'
        return Response("", None, 401, WWW_Authenticate=said)

    def authenticate(self, method, query, form):
        """The sign-in: a page, and the way back to the device."""
        if method == "GET":
            user = query.get("user-identifier", [""])[0]
            scep.need(user == profiles.ACCOUNT, f"user-identifier {user}")
            page = '<!doctype html><form method="post" action="/authenticate"><input name="password" type="password">'
            return "page", Response(
                page + f'<input type="hidden" name="user" value="{user}"><button>Sign in</button></form>', HTML
            )
        if form.get("password") != [PASSWORD]:
            return "page", Response("<p>Wrong", HTML, 403)
        token = secrets.token_hex(16)
        self.tokens[token] = form["user"][0]
        where = "apple-remotemanagement-user-login://authentication-results?" + urlencode({"access-token": token})
        return "account-end", Response("", None, 308, Location=where)

    def route(self, method, target, body, headers):
        """The name of the route, and the answer."""
        parts = urlsplit(target)
        query, path = parse_qs(parts.query), parts.path
        if path == "/enroll" and method == "GET":
            return "profile", Response(self.profile(), PROFILE)
        if path == "/renewal" and method == "GET":
            return "profile", Response(self.profile("renewal"), PROFILE)
        if path == "/service" and method == "GET":
            return "service", Response(profiles.sign(self, "service", profiles.service(self, self.challenge())), PROFILE)
        if path == "/ota" and method == "POST":
            return "ota", self.ota(body)
        if path == "/scep":
            return self.scep(query, body, headers)
        if path == "/checkin" and method == "PUT":
            answer = management.check_in(self, body, headers)
            return "check-in", Response(answer, XML if answer else None)
        if path == "/mdm" and method == "PUT":
            answer = management.command(self, body, headers)
            return "command" if answer else "end", Response(answer, XML if answer else None)
        if path == "/.well-known/com.apple.remotemanagement":
            scep.need(query.get("model-family") and query.get("user-identifier"), "the query of the well-known document")
            value = {"Servers": [{"Version": self.version, "BaseURL": f"{self.base}/account"}]}
            return "well-known", Response(json.dumps(self.alter("well-known", value)), "application/json")
        if path == "/account" and method == "POST":
            return self.account(body, headers, {"mdm-byod": "BYOD", "mdm-adde": "ADDE"}[self.version])
        if path == "/authenticate":
            return self.authenticate(method, query, parse_qs(body.decode()))
        return "none", Response("Not found", "text/plain", 404)

    def respond(self, method, target, body, headers):
        """The answer to a request, altered; what is wrong with the request is a complaint and 400."""
        try:
            if len(body) > LARGEST:
                return Response("Too large", "text/plain", 413)
            name, response = self.route(method, target, body, headers)
        except management.Expired:
            name, response = "expired", self._asks_to_sign_in()
        except (scep.Wrong, der.NotDer, plist.NotPlist, IndexError, KeyError, TypeError, ValueError) as why:
            self.complaints.append(f"{method} {target[:60]}: {why!r}")
            name, response = "refused", Response(f"{why}", "text/plain", 400)
        return self.alter(f"response:{name}", response)


class Handler(BaseHTTPRequestHandler):
    """Reads a request and sends what the stand-in answers."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Any request; the method is looked at by the route."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._send(self.server.stand_in.respond(self.command, self.path, body, self.headers))

    do_POST = do_PUT = do_GET

    def log_message(self, *_):
        """Nothing."""

    def _send(self, response):
        self.close_connection = True
        if response.status is None:
            return
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(response.body)


class Listener(ThreadingHTTPServer):
    """Threads that end with the program, and silence about a device that goes away."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """What went wrong in a request, unless it is the device that is gone."""
        if not isinstance(sys.exc_info()[1], (ssl.SSLError, ConnectionError)):
            super().handle_error(request, client_address)


def serve(stand_in, port=0, context=None):
    """A listening server on this machine, with TLS when there is a context; `stand_in.base` becomes its URL."""
    listener = Listener(("127.0.0.1", port), Handler)
    listener.stand_in = stand_in
    if context:
        # The handshake is left to the thread of the request, so that one that fails does not stop the listener.
        listener.socket = context.wrap_socket(listener.socket, server_side=True, do_handshake_on_connect=False)
    stand_in.base = f"http{'s' if context else ''}://localhost:{listener.server_address[1]}"
    return listener
