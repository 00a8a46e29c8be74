"""The routes of the stand-in, over Python's own HTTP server, one request at a time in each thread."""

import base64
import re
import secrets
import ssl
import sys
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from . import document, pages, requests, soap
from .management import Management

UPN, PASSWORD = "ada@example.com", "correct horse"
LARGEST = 1024 * 1024


class Response:
    """What will be sent; the length is added unless a header says otherwise."""

    def __init__(self, body, kind, status=200):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status, self.headers = status, [("Content-Type", kind)]

    def set(self, name, value):
        """Puts a header in the place of those of its name."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        if value is not None:
            self.headers.append((name, value))


class StandIn:
    """The server's memory. `alter(stage, value)` sees everything on its way out, and gives it back as it is unless it is broken."""

    def __init__(self, authority, federated=True, alter=None):
        self.authority, self.federated = authority, federated
        self.alter = alter or (lambda stage, value: value)
        self.base, self.tickets, self.sessions, self.devices, self.refuse = "", {}, {}, {}, None
        self.management, self.pages_script = Management(self), None

    # SOAP

    def soap(self, route, action, handler, data, media_type):
        """Answers one SOAP request."""
        message = "urn:uuid:00000000-0000-0000-0000-000000000000"
        asked = {
            "discovery": "http://schemas.microsoft.com/windows/management/2012/01/enrollment/IDiscoveryService/Discover",
            "policies": requests.P[1:-1] + "/IPolicy/GetPolicies",
            "enrollment": soap.ENROLLMENT + "/RST/wstep",
        }[route]
        path = {"discovery": "Discovery", "policies": "Policy", "enrollment": "Enrollment"}[route]
        try:
            request = requests.Envelope(data, media_type, asked, f"{self.base}/EnrollmentServer/{path}.svc")
            message = request.message
            if self.refuse and self.refuse[0] == route:
                body, status = soap.fault(*self.refuse[1:]), 500
            else:
                body, status = handler(request), 200
        except (requests.Wrong, ElementTree.ParseError) as why:
            body, status = soap.fault("s:MessageFormat", f"{why}"), 500
        except PermissionError as why:
            body, status = soap.fault("s:Authentication", f"{why}"), 500
        text = soap.envelope(action, message, body, timed=action == soap.ISSUED)
        return Response(self.alter("soap:" + route, text), "application/soap+xml; charset=utf-8", status)

    def discover(self, request):
        """Discovery."""
        fields = {child.tag: child for child in request.body.find(requests.D + "request")}
        for name in ("EmailAddress", "RequestVersion", "DeviceType", "ApplicationVersion", "OSEdition", "AuthPolicies"):
            if requests.D + name not in fields:
                raise requests.Wrong(f"no {name}")
        return soap.discovered(self.base, self.federated)

    def _person(self, request):
        if self.federated:
            ticket = request.ticket()
            if ticket not in self.tickets:
                raise PermissionError("no such ticket")
            return self.tickets[ticket]
        if request.credentials() != (UPN, PASSWORD):
            raise PermissionError("wrong password")
        return UPN

    def _signer(self, request, token):
        """Who renews: the certificate that signed must be one that was issued."""
        name, password = request.credentials()
        trusted = b"".join(map(_pem, (self.authority.root, self.authority.intermediate)))
        inner, signer = requests.renewed(token.data, trusted)
        for device in self.devices.values():
            if _pem(device["certificate"]).split() == signer.split():
                if (name, password) != (device["upn"], ""):
                    raise PermissionError("another person")
                return device, inner
        raise PermissionError("a certificate that was not issued here")

    def policies(self, request):
        """GetPolicies, before an enrollment and before a renewal."""
        if request.ticket() is not None or not self.federated and request.credentials()[1]:
            self._person(request)
        return soap.policies()

    def token(self, request):
        """Issue and Renew."""
        asked = requests.TokenRequest(request.body)
        if asked.renews:
            device, inner = self._signer(request, asked)
            public, stage = requests.public_key(inner), "document:renewal"
        else:
            device, stage = {
                "upn": self._person(request),
                "id": asked.items["DeviceID"][0],
                "secret": secrets.token_hex(16),
            }, "document"
            device["store"] = {"Full": "User", "Device": "System"}[asked.items["EnrollmentType"][0]]
            device |= {
                "server_secret": secrets.token_hex(16),
                "nonce": secrets.token_bytes(16),
                "server_nonce": secrets.token_bytes(16),
            }
            public = requests.public_key(asked.data)
        serial, different = secrets.token_bytes(8), self.alter("certificate" + stage[8:], {})
        # A renewed certificate ends later than the old one, or the device would not take it.
        days = 365 if stage == "document" else 400
        client = self.authority.issue(public, device["id"], serial, **({"days": days} | different))
        device["certificate"] = client
        self.devices[device["id"]] = device
        if asked.renews:
            text = document.renewal(client=client, store=device["store"])
        else:
            text = document.enrollment(
                root=self.authority.root,
                intermediate=self.authority.intermediate,
                client=client,
                store=device["store"],
                subject=device["id"],
                address=f"{self.base}/ManagementServer/MDM.svc",
                user=f"user-{device['id']}",
                secret=device["secret"],
                server_secret=device["server_secret"],
                nonce=_b64(device["nonce"]),
                server_nonce=_b64(device["server_nonce"]),
                upn=device["upn"],
                ent_dm_id=device["id"],
            )
        return soap.issued(_b64(self.alter(stage, text).encode()))

    def manage(self, data, media_type, presented):
        """One message of a management session."""
        try:
            if media_type != "application/vnd.syncml.dm+xml":
                raise requests.Wrong(f"Content-Type {media_type}")
            text = self.management.answer(data, presented)
        except (requests.Wrong, ElementTree.ParseError) as why:
            return Response(str(why), "text/plain", 400)
        return Response(self.alter("syncml", text), media_type)

    # Pages

    def page(self, path, query, form, cookie):
        """The sign-in pages; a cookie holds where they go at the end."""
        session = self.sessions.get(cookie)
        html = "text/html; charset=utf-8"
        if path == "/EnrollmentServer/Auth" and query.get("appru", [""])[0].startswith("ms-app://"):
            cookie = secrets.token_hex(8)
            self.sessions[cookie] = {"appru": query["appru"][0]}
            response = Response(pages.sign_in(query.get("login_hint", [""])[0]), html)
            response.set("Set-Cookie", f"session={cookie}; Path=/EnrollmentServer; HttpOnly; Secure; SameSite=Lax")
            return response
        if path == self.pages_script:
            return Response(pages.SCRIPT, "text/javascript")
        if session is None:
            return Response("<!DOCTYPE html><title>Start again</title><p>Start again in Settings.</p>", html, 400)
        if path.endswith("/in"):
            if (form.get("username"), form.get("password")) != ([UPN], [PASSWORD]):
                return Response(pages.sign_in(UPN, wrong=True), html, 401)
            response = Response("", html, 303)
            response.set("Location", "/EnrollmentServer/Auth/terms")
            return response
        if path.endswith("/terms"):
            return Response(pages.ownership() if form.get("do") == ["accept"] and "accepted" in form else pages.terms(), html)
        ticket = secrets.token_urlsafe(24)
        self.tickets[ticket] = UPN
        response = Response(self.alter("page", pages.done(session["appru"], ticket, self.pages_script)), html)
        response.set("Content-Security-Policy", pages.POLICY if self.pages_script is None else pages.POLICY_OF_FILES)
        return self.alter("response:page", response)


def _b64(data):
    return base64.b64encode(data).decode()


def _pem(data):
    lines = re.findall(".{1,64}", _b64(data))
    return ("-----BEGIN CERTIFICATE-----\n" + "\n".join(lines) + "\n-----END CERTIFICATE-----\n").encode()


class Handler(BaseHTTPRequestHandler):
    """Finds the route."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """Nothing: what is of interest is in the device's report."""

    def do_GET(self):
        """Discovery's first request, and pages."""
        self._answer(b"")

    def do_POST(self):
        """Everything else."""
        size = int(self.headers.get("Content-Length", "0"))
        self._answer(self.rfile.read(min(size, LARGEST)))

    def _client_certificate(self):
        """The client's certificate in base64, from TLS or from a header that stands in for it."""
        if isinstance(self.connection, ssl.SSLSocket):
            shown = self.connection.getpeercert(binary_form=True)
            return base64.b64encode(shown).decode() if shown else None
        return self.headers.get("Stand-In-Client-Certificate")

    def _answer(self, data):
        server, parts = self.server.stand_in, urlsplit(self.path)
        kind = self.headers.get("Content-Type", "")
        route, response = "page", None
        if parts.path == "/EnrollmentServer/Discovery.svc":
            route = "hello" if self.command == "GET" else "discovery"
            response = (
                Response("", "text/html")
                if self.command == "GET"
                else server.soap(route, soap.DISCOVERED, server.discover, data, kind)
            )
        elif parts.path == "/EnrollmentServer/Policy.svc":
            route, response = "policies", server.soap("policies", soap.POLICIES, server.policies, data, kind)
        elif parts.path == "/EnrollmentServer/Enrollment.svc":
            route, response = "enrollment", server.soap("enrollment", soap.ISSUED, server.token, data, kind)
        elif parts.path == "/ManagementServer/MDM.svc":
            route, response = "management", server.manage(data, kind, self._client_certificate())
        elif parts.path.startswith("/EnrollmentServer/Auth"):
            cookie = SimpleCookie(self.headers.get("Cookie", "")).get("session")
            response = server.page(parts.path, parse_qs(parts.query), parse_qs(data.decode()), cookie.value if cookie else None)
            if self.command == "POST" and self.headers.get("Origin") != server.base:
                response = Response(
                    "<!DOCTYPE html><title>Refused</title><p>This comes from another site.</p>", "text/html", 403
                )
            response.set("Referrer-Policy", "same-origin")
            response = server.alter("response:page:any", response)
        else:
            response = Response("<p>Not found", "text/html", 404)
        if route != "page":
            response = server.alter("response:" + route, response)
        self._send(response)

    def _send(self, response):
        self.close_connection = True
        if response.status is None:
            return
        self.send_response(response.status)
        names = {name.lower() for name, _ in response.headers}
        for name, value in response.headers:
            self.send_header(name, value)
        if not names & {"content-length", "transfer-encoding"} and "x-no-length" not in names:
            self.send_header("Content-Length", str(len(response.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(response.body)


class Listener(ThreadingHTTPServer):
    """Threads that end with the program, and silence about a handshake that a device breaks off."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """What went wrong in a request, unless it is the device that does not trust this server."""
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
