"""A management session over HTTP ([MS-MDM]; OMA-TS-DM_Protocol 1.2.1): package 1, then the server's commands and their outcome until
the server has nothing more."""

import base64
import secrets
import time

from . import commands, credentials, markup, names, syncml
from .keys import Certificate
from .openssl import pem
from .refusal import NoWay, Refused, require
from .syncml import text_of
from .transport import hold_to_protocol
from .tree import Tree

MESSAGES = 60
LARGEST = 524288  # What is taken where nothing is said [I].


def package_one(device, login, extra=(), stray=False):
    """What a session begins with ([MS-MDM] 4): why, who is signed in, what this PC is."""
    identity = device["identity"]
    facts = [
        ("./DevInfo/DevId", identity["device_id"]),
        ("./DevInfo/Man", identity["manufacturer"]),
        ("./DevInfo/Mod", identity["model"]),
        ("./DevInfo/DmV", "1.3"),
        ("./DevInfo/Lang", identity["locale"]),
        ("./Vendor/MSFT/DMClient/HWDevID", identity["hw_dev_id"]),
    ]
    return [
        *([syncml.status("0", "0", "SyncHdr", 500)] if stray else []),  # Seen in a capture, in the first message of a session.
        syncml.alert(1201),
        syncml.alert(1224, syncml.item(data=login, Type="com.microsoft/MDM/LoginStatus")),
        *extra,
        syncml.Outgoing("Replace", "".join(syncml.item(source=uri, data=value) for uri, value in facts)),
    ]


def present_certificate(device, wire, headers, tls):
    """The client's certificate on the wire: in TLS where there is TLS, and in headers that stand in for a terminator of TLS."""
    data = device.read("client.der")
    between = device.read("intermediate.der")
    if tls:
        device.write("client.pem", pem(data) + (pem(between) if between else b""))
        wire.certificate = (str(device.path("client.pem")), str(device.path("client.key")))
    encoded = base64.b64encode(data).decode()
    wire.extra = [(name, value.replace("{certificate}", encoded)) for name, value in headers]


class Session:
    """One session. `options`: auth, eager, login, mode, largest (MaxMsgSize), source (device or hardware).

    Windows shows no credentials before the server asks for them (a capture); it keeps the nonce that it gets for the next session
    all the same (oma-dm-protocol-support).
    """

    def __init__(self, device, wire, options, report):
        if device.get("status") != "enrolled":
            raise NoWay("this PC is not enrolled")
        self.device, self.wire, self.options, self.report = device, wire, options, report
        self.session, self.message = device["session"] + 1, 0
        device.save(session=self.session)
        self.tree = Tree(device, options["login"])
        for path, value in options["facts"]:
            self.tree.put(path, value)
        self.violations = report.setdefault("violations", [])
        self.messages = report.setdefault("messages", [])
        report |= {"session_id": str(self.session), "commands": [], "effects": [], "challenged": 0}
        self.report = report
        # What the server has set takes effect with the next session ([MS-MDE2] 2.2.9.3).
        self.original = float(self.tree.of_provider("SyncApplicationVersion") or 1) >= 3
        self.runner = commands.Runner(self.tree, device["provider_id"], self._violate, self.original)
        self.proving, self.accepted, self.server_number = options["auth"] == "digest" and options["eager"], False, 0
        self.nonces_used, self.vector = set(), base64.b64encode(secrets.token_bytes(12)).decode()
        self.largest = options["largest"] or LARGEST
        present_certificate(device, wire, options["header"], options["auth"] == "certificate")
        report["certificate"] = Certificate(device.read("client.der")).serial.hex()

    def _violate(self, check, detail):
        self.violations.append(Refused(check, detail).report())

    def run(self, first):
        """The whole session, from its first package."""
        waiting, final = list(first), False
        for _ in range(MESSAGES):
            batch, waiting, final = self._batch(waiting)
            answer = self._exchange(batch, final)
            if answer is None:
                waiting = batch + waiting
                continue
            if not final:
                self._asked_for_more(answer, batch)
            outcome = self._run(answer)
            if outcome is None:
                return
            if "aborted by the server" in outcome.effects:
                break
            if not final:
                require("more_before_commands", not outcome.done, "commands before the device's package has ended")
                continue
            if not answer.final:
                require("final", bool(answer.commands), "a message without Final and without commands")
                outcome.answers.append(syncml.alert(1222))
            elif not answer.commands:
                break
            waiting = [syncml.status(answer.number, "0", "SyncHdr", 200), *outcome.answers]
        else:
            require("session_ends", False, f"{MESSAGES} messages")
        require("chunk_ends", self.runner.partial is None, lambda: f"the rest of {self.runner.partial['target']} did not come")
        self.tree.save()

    def _run(self, answer):
        try:
            outcome = self.runner.run(answer)
        except commands.Aborted as why:
            self.report["effects"].append("unenrolled")
            self.report["unenroll"] = str(why)
            return None
        more = any(
            item.child(names.SYNCML, "MoreData") is not None
            for one in answer.commands
            for item in one.all(names.SYNCML, "Item")
        )
        require("more_data_not_final", not (more and answer.final), "MoreData in a message with Final")
        self.report["commands"] += outcome.done
        self.report["effects"] += outcome.effects
        return outcome

    # Sending

    def _batch(self, waiting):
        """As much as goes into a message; Results that are too large are cut (large objects)."""
        room, batch = self.largest - 2048, []
        while waiting:
            one = waiting[0]
            if one.chunk is None:
                text = one.write(99)
                if batch and len(text) > room:
                    return batch, waiting, False
                room -= len(text)
                batch.append(waiting.pop(0))
                continue
            chunk = one.chunk
            begun, data = chunk.get("begun", False), chunk["data"]
            fits = max(room - 700, 0)
            whole = len(markup.text(data).encode()) <= fits
            if not whole and (fits < 64):
                return batch, waiting, False
            part = data if whole else data[: fits // 6]
            size = None if begun or whole else len(data.encode())
            form, kind = (chunk["Format"], chunk["Type"]) if not begun else (None, None)
            inner = syncml.item(source=chunk["source"], data=part, more=not whole, Format=form, Type=kind, Size=size)
            batch.append(syncml.Outgoing("Results", one.rest + inner))
            if not whole:
                waiting[0] = syncml.Outgoing("Results", one.rest, chunk | {"begun": True, "data": data[len(part) :]})
                return batch, waiting, False
            room -= len(inner) + 200
            waiting.pop(0)
        return batch, waiting, True

    def _cred(self):
        auth = self.device["auth"]["APPSRV"]
        if not self.proving or self.accepted:
            return "", None
        nonce = self.device["nonces"].get("APPSRV", "")
        self.nonces_used.add(nonce)
        return (
            credentials.cred(auth["AAUTHTYPE"], auth["AAUTHNAME"], auth["AAUTHSECRET"], base64.b64decode(nonce)),
            auth["AAUTHNAME"],
        )

    def _exchange(self, batch, final):
        """Sends a message and reads the answer; None when the server wants to know first who it is."""
        self.message += 1
        address = self.device["address"]
        cred, name = self._cred()
        source = self.device["identity"]["hw_dev_id" if self.options["source"] == "hardware" else "device_id"]
        # A capture numbers the first message from 2 on: 1 is kept for a Status.
        first = 2 if self.message == 1 and batch[0].name != "Status" else 1
        self.numbers = {str(at): one for at, one in enumerate(batch, first)}
        largest = self.options["largest"]
        data = syncml.message(
            self.session, self.message, address, source, self.numbers, final, cred, name, largest, self.original
        )
        url = address + (
            ("&" if "?" in address else "?") + f"mode={self.options['mode']}&Platform=WoA" if self.options["mode"] else ""
        )
        answer = self._post(
            url,
            [
                ("Content-Type", names.SYNCML_TYPE),
                ("client-request-id", self.tree.of_provider("EntDMID") or "0"),
                ("MS-CV", f"{self.vector}.0.0.0"),
                ("User-Agent", "MSFT OMA DM Client/1.2.0.1"),
                ("Accept", "application/vnd.syncml.dm+xml, application/vnd.syncml.dm+wbxml, application/octet-stream"),
                ("Accept-Charset", "UTF-8"),
                ("Cache-Control", "no-cache"),
            ],
            data,
        )
        hold_to_protocol(answer, names.SYNCML_TYPE)
        require("http_status", answer.status == 200, f"HTTP status {answer.status}")
        require(
            "max_msg_size",
            len(answer.body) <= self.largest,
            f"{len(answer.body)} bytes, MaxMsgSize {self.largest}",
        )
        message = syncml.Incoming(answer.body, self.violations)
        self._held(message, source)
        self.messages.append(
            {
                "msg_id": self.message,
                "proved": bool(cred),
                "final": final,
                "sent": [one.name for one in batch],
                "received": [one.local for one in message.commands],
                "bytes": len(answer.body),
            }
        )
        return message if self._statuses(message, batch, bool(cred)) else None

    def _post(self, url, headers, data):
        """Sends a message, again when the server says that it is too much at once and when it is not ([MS-MDM] 3.1.6)."""
        for _ in range(3):
            answer = self.wire.exchange("POST", url, headers, data)
            if answer.status != 429:
                break
            wait = answer.header("Retry-After") or ""
            require("retry_after", wait.isdigit(), f"429 with Retry-After {wait or None}")
            self.report["throttled"] = self.report.get("throttled", 0) + 1
            time.sleep(min(int(wait), self.options["patience"]))
        return answer

    # Holding

    def _held(self, message, source):
        header = message.header
        require(
            "versions",
            (text_of(header, "VerDTD"), text_of(header, "VerProto")) == ("1.2", "DM/1.2"),
            f"{text_of(header, 'VerDTD')} {text_of(header, 'VerProto')}",
        )
        require(
            "session_id",
            text_of(header, "SessionID") == str(self.session),
            f"SessionID {text_of(header, 'SessionID')}, not {self.session}",
        )
        number = message.number or ""
        require(
            "msg_id", number.isdigit() and int(number) == self.server_number + 1, f"MsgID {number} behind {self.server_number}"
        )
        self.server_number = int(number)
        require(
            "target",
            text_of(header, "Target", "LocURI") == source,
            f"Target {text_of(header, 'Target', 'LocURI')}, not {source}",
        )
        require(
            "source",
            text_of(header, "Source", "LocURI") == self.device["address"],
            f"Source {text_of(header, 'Source', 'LocURI')}",
        )
        credentials.server_proves(
            header, self.device["provider_id"], self.device["auth"]["CLIENT"]["AAUTHSECRET"], self.device["nonces"]["CLIENT"]
        )

    def _statuses(self, message, batch, proved):
        """Holds the Status of a message to what was sent; whether the server knows who this is."""
        found = message.statuses
        first = found[0] if found else None
        require(
            "hdr_status",
            first is not None and (text_of(first, "CmdRef"), text_of(first, "Cmd")) == ("0", "SyncHdr"),
            "the first Status is not for SyncHdr",
        )
        require("body_order", message.body.children[0] is first, "a command stands before the Status of SyncHdr")
        for one in found:
            require(
                "msg_ref", text_of(one, "MsgRef") == str(self.message), f"MsgRef {text_of(one, 'MsgRef')}, not {self.message}"
            )
            require(
                "status_data",
                (text_of(one, "Data") or "").isdigit() and len(text_of(one, "Data")) == 3,
                f"Data {text_of(one, 'Data')}",
            )
        code = text_of(first, "Data")
        nonce = credentials.challenge(first)
        if nonce:
            require("nonce_fresh", nonce not in self.nonces_used, f"NextNonce {nonce} was used before")
            self.device.save(nonces=self.device["nonces"] | {"APPSRV": nonce})
        if code in ("401", "407"):
            require("chal_there", nonce is not None, f"{code} without Chal")
            require("authenticated", self.report["challenged"] < 2, f"{code} for credentials that are right")
            require("no_commands_before", not message.commands, f"{code}, and commands all the same")
            self.report["challenged"] += 1
            self.proving, self.accepted = True, False
            return False
        require("hdr_code", code in ("200", "212"), f"Status {code} for SyncHdr")
        self.accepted = self.accepted or code == "212"
        self.report["authenticated"] = self.report.get("authenticated") or proved
        wanted = {at: one.name for at, one in self.numbers.items() if one.name != "Status"}
        got = {}
        for one in found[1:]:
            reference, command = text_of(one, "CmdRef"), text_of(one, "Cmd")
            require("status_of_status", command != "Status", f"a Status for Status {reference}")
            require("status_ref", wanted.get(reference) == command, f"Status for {command} {reference}, which was not sent")
            require("status_ref", reference not in got or command == "Replace", f"two Status for {command} {reference}")
            got[reference] = text_of(one, "Data")
        order = [int(text_of(one, "CmdRef")) for one in found[1:]]
        require("status_sequence", order == sorted(order), f"Status for {order}")
        missing = [f"{name} {reference}" for reference, name in wanted.items() if reference not in got]
        require("status_for_each", not missing, f"no Status for {', '.join(missing)}")
        refused = [f"{wanted[reference]} {code}" for reference, code in got.items() if not code.startswith("2")]
        require("status_good", not refused, f"the server refuses {', '.join(refused)}")
        return True

    def _asked_for_more(self, answer, batch):
        """A package that has not ended is gone on with when the server asks (1222), and a chunk is taken with 213."""
        alerts = [text_of(one, "Data") for one in answer.commands if one.local == "Alert"]
        require(
            "next_message",
            alerts == ["1222"],
            f"a message without Final is answered with Alert {' '.join(filter(None, alerts)) or None}",
        )
        reference = list(self.numbers)[-1]
        codes = [text_of(one, "Data") for one in answer.statuses if text_of(one, "CmdRef") == reference]
        chunk = "<MoreData/>" in batch[-1].rest
        require("chunk_status", not chunk or codes == ["213"], f"a chunk is answered with {' '.join(filter(None, codes))}")
