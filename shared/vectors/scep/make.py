#!/usr/bin/env python3
"""Makes the registration authority of the tests and records what real SCEP clients send to it.

Each client is run against a server of a few lines that announces the authority and keeps the first message that comes. It
needs Debian's `scep`, `certmonger` and `strongswan-pki`. New keys every time; they guard nothing.
"""

import base64
import http.server
import os
import pathlib
import subprocess
import tempfile
import threading
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
CA = HERE / "../../tests/fixtures/ca"
CONFIG = HERE / "../../../scripts/dev-ca.cnf"
CHALLENGE = "mt1.the-challenge_of-the-tests"
CAPABILITIES = b"AES\nPOSTPKIOperation\nRenewal\nSCEPStandard\nSHA-256\nSHA-384\nSHA-512\nDES3\nSHA-1\n"


def run(*command, check=True, **more):
    return subprocess.run(command, check=check, capture_output=True, timeout=120, **more)


def authority(work):
    key, request = work / "ra.key", work / "ra.csr"
    run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key)
    run("openssl", "req", "-new", "-config", CONFIG, "-key", key, "-sha256", "-subj", "/CN=Muster test SCEP RA", "-out", request)
    run("openssl", "x509", "-req", "-in", request, "-CA", CA / "issuing_p256.der", "-CAkey", CA / "issuing_p256.key.der",
        "-sha256", "-days", "1800", "-set_serial", "0x" + os.urandom(16).hex(), "-extfile", CONFIG,
        "-extensions", "scep_ra", "-outform", "DER", "-out", HERE / "ra.der")
    run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", key, "-outform", "DER", "-out", HERE / "ra.key.der")
    # Those of `testing::ScepDevice`.
    for name in ("device", "other"):
        run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", work / "key")
        run("openssl", "pkcs8", "-topk8", "-nocrypt", "-in", work / "key", "-outform", "DER",
            "-out", HERE / f"{name}.key.der")
    for name, path in (("ra", HERE / "ra.der"), ("ca", CA / "issuing_p256.der"), ("root", CA / "root.der")):
        run("openssl", "x509", "-inform", "DER", "-in", path, "-out", work / f"{name}.pem")
    chain = (work / "ra.pem").read_text() + (work / "ca.pem").read_text() + (work / "root.pem").read_text()
    (work / "chain.pem").write_text(chain)
    run("openssl", "crl2pkcs7", "-nocrl", "-certfile", work / "chain.pem", "-outform", "DER", "-out", work / "chain.p7")


class Recorder(http.server.BaseHTTPRequestHandler):
    announced = ("application/x-x509-ca-cert", b"")
    message = None
    requests = []

    def answer(self):
        url = urllib.parse.urlsplit(self.path)
        operation = urllib.parse.parse_qs(url.query).get("operation", [""])[0]
        Recorder.requests.append(f"{self.command} {self.path[:160]}")
        kind, body = "text/plain", CAPABILITIES
        if operation == "GetCACert":
            kind, body = Recorder.announced
        if operation == "PKIOperation":
            if self.command == "POST":
                message = self.rfile.read(int(self.headers["content-length"]))
            else:
                text = url.query.split("message=", 1)[1].split("&")[0]
                message = base64.b64decode(urllib.parse.unquote(text))
            Recorder.message = Recorder.message or message
            self.send_response(500)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/scep"
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        authority(work)
        bare = ("application/x-x509-ca-cert", (HERE / "ra.der").read_bytes())
        whole = ("application/x-x509-ca-ra-cert", (work / "chain.p7").read_bytes())

        def record(name, announced, *command, **more):
            Recorder.announced, Recorder.message, Recorder.requests = announced, None, []
            result = run(*command, check=False, **more)
            if Recorder.message is None:
                raise SystemExit(f"{name} sent nothing: {Recorder.requests} {result.stdout} {result.stderr}")
            (HERE / "messages" / f"{name}.p7").write_bytes(Recorder.message)
            print(name, len(Recorder.message), Recorder.requests)

        record("scepclient", bare, "scepclient", "-server-url", url, "-challenge", CHALLENGE, "-private-key",
               work / "client.key", "-certificate", work / "client.crt", "-cn", "a device", cwd=work)
        run("openssl", "genrsa", "-out", work / "device.pem", "2048")
        for name, more in (("strongswan", ()), ("strongswan_3des", ("--cipher", "des3")),
                           ("strongswan_sha512", ("--digest", "sha512"))):
            record(name, whole, "pki", "--scep", "--url", url, "--in", work / "device.pem", "--dn", "CN=a device",
                   "--password", CHALLENGE, "--cacert-enc", work / "ra.pem", "--cacert-sig", work / "ca.pem",
                   "--cacert", work / "root.pem", *more)
        record("certmonger", whole, "sh", HERE / "certmonger.sh", url, work, CHALLENGE)


main()
