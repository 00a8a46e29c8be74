#!/usr/bin/env python3
"""A program that hears webhooks (Standard Webhooks 1.0.0), with nothing but Python's own library.

    receiver.py SECRETS LOG [ANSWER ...]

SECRETS is a file with a secret a line, read at every request; a request must be signed by one of them. Each ANSWER is the
status of one request in turn, whatever it says; after them, what is sound gets 204. Standard output gets the port. LOG gets a
line of JSON for each request: its headers and body, what was wrong with it, and what was answered.
"""

import base64
import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE = 300  # seconds
LARGEST = 64 * 1024


def fault(secrets, headers, body, now, known):
    """What is wrong with a request; None when it is sound and new."""
    name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdigit() or abs(now - int(at)) > TOLERANCE:
        return "too old"
    signed = f"{name}.{at}.".encode() + body
    presented = [one[3:] for one in headers.get("webhook-signature", "").split() if one.startswith("v1,")]
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if any(hmac.compare_digest(right, one) for one in presented):
            return "seen before" if name in known else None
    return "not signed by a secret that is known"


def main():
    secrets_file, log_file, *answers = sys.argv[1:]
    known, log = set(), open(log_file, "a", buffering=1)

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("content-length", "0"))
            body = self.rfile.read(min(length, LARGEST))
            with open(secrets_file) as lines:
                secrets = [line.strip() for line in lines if line.strip()]
            headers = {name.lower(): value for name, value in self.headers.items()}
            wrong = fault(secrets, headers, body, time.time(), known)
            if answers:
                status = int(answers.pop(0))
            else:
                status = {None: 204, "seen before": 409}.get(wrong, 401)
            if wrong is None and 200 <= status < 300:
                known.add(headers["webhook-id"])
            said = {"headers": headers, "body": body.decode(), "wrong": wrong, "status": status}
            log.write(json.dumps(said) + "\n")
            self.send_response(status)
            if status == 302:
                self.send_header("location", "/elsewhere")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
