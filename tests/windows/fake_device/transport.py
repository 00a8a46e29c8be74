"""One HTTP exchange at a time, and what an answer on a protocol's route must and must not carry.

Windows' enrollment client and its OMA-DM client follow no redirect, keep no cookie and read no chunked answer; the web view
for signing in is a browser and does (`web_view`), so the rules for the protocols' routes stand apart from the exchange.
"""

import http.client
import socket
import ssl
from urllib.parse import urlsplit

from . import hresults
from .refusal import Refused, require

LARGEST = 8 * 1024 * 1024
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Answer:
    """What came back: the status, the headers as pairs, the bytes."""

    def __init__(self, url, status, headers, body):
        self.url, self.status, self.headers, self.body = url, status, headers, body

    def header(self, name):
        """A header's value, its repetitions joined; None when it is not there."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(found) if found else None

    def media_type(self):
        """The media type in lower case without parameters, and the parameters."""
        head, _, rest = (self.header("Content-Type") or "").partition(";")
        pairs = (part.partition("=") for part in rest.split(";") if part.strip())
        return head.strip().lower(), {key.strip().lower(): value.strip().strip('"').lower() for key, _, value in pairs}


class Wire:
    """The device's way to the server. `connect` is where a connection goes whatever the URL's host, so that a name such as
    `enterpriseenrollment.contoso.com` can be served by a test on this machine; `extra` are headers that stand in for what a
    TLS terminator would add."""

    def __init__(self, connect=None, authority=None, certificate=None, extra=(), timeout=30):
        self.connect, self.authority, self.certificate = connect, authority, certificate
        self.extra, self.timeout = list(extra), timeout
        self.log = []

    def _context(self):
        context = ssl.create_default_context(cafile=self.authority)
        if self.certificate:
            context.load_cert_chain(*self.certificate)
        return context

    def exchange(self, method, url, headers=(), body=None):
        """Sends one request and reads its whole answer."""
        parts = urlsplit(url)
        require("url", parts.scheme in ("http", "https") and parts.hostname, url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host, at = self.connect or (parts.hostname, port)
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection(parts.hostname, port, timeout=self.timeout, context=self._context())
        else:
            connection = http.client.HTTPConnection(parts.hostname, port, timeout=self.timeout)
        # The seam that http.client has for connecting elsewhere while the name stays that of the URL.
        connection._create_connection = lambda _address, *rest: socket.create_connection((host, at), *rest)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in [*headers, *self.extra]:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            data = response.read(LARGEST + 1)
            answer = Answer(url, response.status, response.getheaders(), data)
        except ssl.SSLError as why:
            require("tls", False, f"{url}: {why}")
        except (OSError, http.client.HTTPException) as why:
            require("reachable", False, f"{url}: {why!r}")
        finally:
            connection.close()
        self.log.append({"method": method, "url": url, "status": answer.status, "bytes": len(data)})
        return answer


def same_host(one, other):
    """Whether two URLs name the same host; ports may differ, the document speaks of the host's name."""
    return (urlsplit(one).hostname or "").lower() == (urlsplit(other).hostname or "").lower()


def is_secure(url, wire):
    """https, or a server on this machine, where a test has no certificate that a device trusts."""
    parts = urlsplit(url)
    here = (parts.hostname or "") in LOOPBACK or (parts.hostname or "").endswith(".localhost")
    return parts.scheme == "https" or (parts.scheme == "http" and (here or bool(wire.connect and wire.connect[0] in LOOPBACK)))


def hold_to_protocol(answer, media_type):
    """The rules for every answer on a SOAP or SyncML route, whatever its status."""
    require("no_redirect", not 300 <= answer.status < 400, f"{answer.status} to {answer.header('Location')} from {answer.url}")
    require("no_cookie", answer.header("Set-Cookie") is None, f"Set-Cookie from {answer.url}")
    require(
        "not_chunked", answer.header("Transfer-Encoding") is None, f"Transfer-Encoding: {answer.header('Transfer-Encoding')}"
    )
    encoding = (answer.header("Content-Encoding") or "identity").lower()
    require("not_compressed", encoding == "identity", f"Content-Encoding: {encoding}")
    length = answer.header("Content-Length")
    require("content_length", length is not None and length.isdigit(), f"Content-Length: {length} from {answer.url}")
    require("content_length", int(length) == len(answer.body), f"Content-Length: {length} and {len(answer.body)} bytes")
    kind, parameters = answer.media_type()
    ours = kind == media_type and parameters.get("charset", "utf-8") == "utf-8"
    if not ours and answer.status >= 400:
        said = f"{answer.status} {answer.header('Content-Type')}: {answer.body[:200].decode('utf-8', 'replace')}"
        raise Refused("fault_is_soap" if "soap" in media_type else "http_status", said, hresults.of_http(answer.status))
    require("content_type", ours, f"Content-Type: {answer.header('Content-Type')} from {answer.url}")
