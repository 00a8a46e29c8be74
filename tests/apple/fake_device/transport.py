"""One HTTP exchange at a time, and where redirects lead."""

import http.client
import socket
import ssl
import time
from urllib.parse import urljoin, urlsplit

from .refusal import require

LARGEST = 8 * 1024 * 1024
LOOPBACK = ("localhost", "127.0.0.1", "::1")
REDIRECTS = 5


def split(url):
    """The parts of a URL, which must be one."""
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and parts.hostname and not parts.username and parts.port != 0
        require("url", right and url.isascii() and url.isprintable() and " " not in url, url)
    except ValueError as why:
        require("url", False, f"{url}: {why}")
    return parts


class Answer:
    """What came back: the status, the headers as pairs, the bytes."""

    def __init__(self, url, status, headers, body):
        self.url, self.status, self.headers, self.body = url, status, headers, body

    def header(self, name):
        """A header's value, its repetitions joined; None when it is not there."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(found) if found else None

    def kind(self):
        """The Content-Type letter for letter; some of Apple's readers compare it so."""
        return self.header("Content-Type")

    def media_type(self):
        """The media type in lower case, without parameters."""
        return (self.kind() or "").partition(";")[0].strip().lower()


class Wire:
    """The device's way to the server. `connect` is where a connection goes whatever the URL's host, so that any name can be
    served by a test on this machine. `local` allows http to this machine."""

    def __init__(self, connect=None, authority=None, local=False, agent="MDM/1.0", extra=(), timeout=30):
        self.connect, self.authority, self.local, self.agent, self.timeout = connect, authority, local, agent, timeout
        self.extra, self.log = list(extra), []

    def is_secure(self, url):
        """https, or http to this machine where that was allowed."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        here = parts.hostname in LOOPBACK or bool(self.connect and self.connect[0] in LOOPBACK)
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and self.local and here))

    def exchange(self, method, url, headers=(), body=None):
        """Sends one request and reads its whole answer."""
        parts = split(url)
        require("https", self.is_secure(url), url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host, at = self.connect or (parts.hostname, port)
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=self.authority)
            connection = http.client.HTTPSConnection(parts.hostname, port, timeout=self.timeout, context=context)
        else:
            connection = http.client.HTTPConnection(parts.hostname, port, timeout=self.timeout)
        # The seam that http.client has for connecting elsewhere while the name stays that of the URL.
        connection._create_connection = lambda _address, *rest: socket.create_connection((host, at), *rest)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.connect()
            begun = time.monotonic()
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in [("User-Agent", self.agent), *headers, *self.extra]:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            try:
                connection.endheaders(body)
            except ConnectionError:
                # A server may answer before it has read everything, and then close.
                pass
            response = connection.getresponse()
            data = response.read(LARGEST + 1)
            answer = Answer(url, response.status, response.getheaders(), data)
        except ssl.SSLError as why:
            require("tls", False, f"{url}: {why}")
        except (OSError, http.client.HTTPException) as why:
            require("reachable", False, f"{url}: {why!r}")
        finally:
            connection.close()
        require("answer-size", len(data) <= LARGEST, f"more than {LARGEST} octets from {url}")
        took = round((time.monotonic() - begun) * 1000)
        self.log.append({"method": method, "url": url, "status": answer.status, "bytes": len(data), "milliseconds": took})
        return answer

    def follow(self, method, url, headers=(), body=None):
        """The same, with redirects to http and https followed: the method and the body stay, and nothing is remembered."""
        for _ in range(REDIRECTS + 1):
            answer = self.exchange(method, url, headers, body)
            where = answer.header("Location")
            if not 300 <= answer.status < 400 or not where or _is_elsewhere(url, where):
                return answer
            url = joined(url, where)
        require("redirects-end", False, f"more than {REDIRECTS} redirects, the last to {url}")
        return answer


def _is_elsewhere(url, where):
    """Whether a Location leads to another scheme than http and https, which is the caller's to judge."""
    try:
        return urlsplit(urljoin(url, where)).scheme not in ("http", "https")
    except ValueError:
        return False


def joined(url, where):
    """Where a reference on a page or in a Location leads; as it stands when it is no reference."""
    try:
        return urljoin(url, where)
    except ValueError:
        return where
