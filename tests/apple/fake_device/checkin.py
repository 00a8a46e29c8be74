"""Check-in: Authenticate, TokenUpdate, CheckOut, and the bootstrap token of a Mac. Every message is signed."""

import base64
import json
import secrets
import uuid

from . import cms, models, plist, schema
from .refusal import Fault, require
from .schema.answers import GET_BOOTSTRAP_TOKEN, UNRECOGNIZED

CHECK_IN, COMMANDS = "application/x-apple-aspen-mdm-checkin", "application/x-apple-aspen-mdm; charset=UTF-8"


class Unenrolled(Exception):
    """The server told the device, as Apple writes it, that it is not enrolled any more."""


class Channel:
    """What signs and sends, as one identity. `name` is the certificate that signs; `sign_in` gets the 401 that a device with an
    account is answered with when its token has expired, and leaves a new one."""

    def __init__(self, device, wire, mdm, name="identity", sign_in=None):
        self.device, self.wire, self.mdm, self.name, self.sign_in = device, wire, mdm, name, sign_in

    def headers(self, body, kind):
        """The headers of a message: the signature, and the account's token where there is an account."""
        signature = cms.sign(
            body, self.device.certificate(self.name), self.device.key(self.name), self.device.signing, detached=True
        )
        headers = [("Content-Type", kind), ("Mdm-Signature", base64.b64encode(signature).decode())]
        token = self.device.get("access_token")
        return headers + ([("Authorization", f"Bearer {token}")] if token else [])

    def put(self, step, url, message, kind):
        """Sends a property list. The answer is one with 200, or `Fault`."""
        body = plist.write(message)
        answer = self.wire.follow("PUT", url, self.headers(body, kind), body)
        if answer.status == 401:
            self._unauthorized(step, answer)
            answer = self.wire.follow("PUT", url, self.headers(body, kind), body)
        if answer.status == 403 and _is_unrecognized(answer):
            self.device.unenroll("unenrolled by the server")
            raise Unenrolled(step)
        if answer.status >= 400:
            raise Fault(step, answer.status, answer.body)
        require("check-in-status" if kind == CHECK_IN else "command-status", answer.status == 200, f"{step}: {answer.status}")
        return answer

    def _unauthorized(self, step, answer):
        """401 unenrolls a device, but for one with an account, which signs in again."""
        challenge = answer.header("WWW-Authenticate") or ""
        if self.device.get("access_token") and challenge.startswith("Bearer "):
            if self.sign_in:
                self.sign_in(answer)
                return
            raise Fault(step, 401, answer.body, challenge=challenge)
        self.device.unenroll("unenrolled by 401")
        require("no-stray-401", False, f"{step}: 401 from {answer.url}")

    def check_in(self, kind, **more):
        """A check-in message whose answer must be empty."""
        answer = self.tell(kind, **more)
        require("check-in-empty", not answer.body, f"{kind}: {answer.body[:80]!r}")

    def tell(self, kind, **more):
        """A check-in message."""
        message = {"MessageType": kind, "Topic": self.mdm["Topic"], **self.device.identifiers(), **more}
        return self.put(kind, self.mdm.get("CheckInURL", self.mdm["ServerURL"]), message, CHECK_IN)

    def authenticate(self):
        """Authenticate: who would be enrolled."""
        self.check_in("Authenticate", **models.authenticate_facts(self.device["identity"], self.device.personal))

    def token_update(self):
        """TokenUpdate: how to wake the device."""
        self.check_in("TokenUpdate", **token_values(self.device))

    def set_bootstrap_token(self, token):
        """SetBootstrapToken; None deletes it."""
        more = {"BootstrapToken": token} if token is not None else {}
        self.check_in("SetBootstrapToken", AwaitingConfiguration=False, **more)

    def get_bootstrap_token(self):
        """GetBootstrapToken: the token, or None when the server has none."""
        answer = self.tell("GetBootstrapToken")
        if not answer.body:
            return None
        require("bootstrap-answer", answer.media_type() in XML, f"Content-Type: {answer.kind()}")
        try:
            value = plist.read(answer.body)
        except plist.NotPlist as why:
            require("bootstrap-answer", False, str(why))
        require("bootstrap-answer", isinstance(value, dict), "no dictionary")
        for problem in schema.problems(GET_BOOTSTRAP_TOKEN, value):
            require("bootstrap-answer", False, f"{problem.kind}: {problem.where} {problem.what}")
        return value.get("BootstrapToken")


def token_values(device):
    """What TokenUpdate has besides who sends it; the first time makes the token, the magic and what unlocks the device."""
    if not device.get("token"):
        device.save(token=secrets.token_hex(32), push_magic=str(uuid.uuid4()).upper(), unlock_token=secrets.token_hex(600))
    values = {"Token": bytes.fromhex(device["token"]), "PushMagic": device["push_magic"], "AwaitingConfiguration": False}
    if device["identity"]["platform"] == "mac":
        values["NotOnConsole"] = False
    elif not device.personal:
        values["UnlockToken"] = bytes.fromhex(device["unlock_token"])
    return values


XML = ("application/xml", "text/xml")


def _is_unrecognized(answer):
    """The body that makes a 403 an unenrollment, in JSON or in a property list; Content-Type says which of them it is."""
    value, kinds = None, ()
    for reader, of_reader in ((plist.read, XML), (json.loads, ("application/json",))):
        try:
            value, kinds = reader(answer.body), of_reader
        except (plist.NotPlist, ValueError):
            continue
    if not isinstance(value, dict) or not str(value.get("code", "")).startswith("com.apple."):
        return False
    require("error-type", answer.media_type() in kinds, f"Content-Type: {answer.kind()} of the error {value['code']}")
    for problem in schema.problems(UNRECOGNIZED, value):
        require("error-keys", False, f"{problem.kind}: {problem.where} {problem.what}")
    return True
