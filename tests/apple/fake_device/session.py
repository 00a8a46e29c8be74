"""A session on the command channel: Idle, then a result for each command, until the server answers with nothing."""

from . import installed, plist, schema
from .checkin import COMMANDS, XML, Channel
from .commands import HANDLERS, CommandError
from .refusal import Fault, Refused, require
from .schema.answers import COMMAND
from .schema.commands import COMMANDS as KNOWN
from .schema.commands import UNSPOKEN

_RESULT = "result.plist"


class Session:
    """One session of an enrolled device. `report` gets each command, and what was against the rules though the device went
    on."""

    def __init__(self, device, wire, given, report, sign_in=None):
        self.device, self.wire, self.given, self.report = device, wire, given, report
        self.channel = Channel(device, wire, device["mdm"], sign_in=sign_in)
        self.effects, self.put_off = [], []
        self.report |= {"commands": [], "violations": [], "effects": self.effects}

    def run(self):
        """From Idle to the empty answer."""
        message, sent = self._kept() or {"Status": "Idle"}, None
        for _ in range(self.given["longest"]):
            answer = self._tell(message)
            if sent and message["Status"] != "NotNow":
                self.device.save(answered=[*self.device.get("answered", []), sent][-500:])
            if "erased" in self.effects:
                break
            if not answer.body:
                break
            command = self._read(answer)
            sent = command["CommandUUID"]
            message = {"CommandUUID": sent, **self._result(command)}
        else:
            require("session-ends", False, f"still commands after {self.given['longest']}")
        self.device.save(deferred=self.put_off)
        self.report["put_off"] = self.put_off

    def _tell(self, message):
        """Sends a result, which is kept until the server has taken it."""
        if message["Status"] != "Idle":
            self.device.write(_RESULT, plist.write(message))
        whole = {**self.device.identifiers(), **message}
        answer = self.channel.put(f"{message['Status']}", self.device["mdm"]["ServerURL"], whole, COMMANDS)
        self.device.path(_RESULT).unlink(missing_ok=True)
        return answer

    def _kept(self):
        """The result that the last session could not deliver; it is sent again in the place of Idle."""
        kept = self.device.read(_RESULT)
        if kept is not None:
            self.report["sent_again"] = True
        return plist.read(kept) if kept is not None else None

    def _read(self, answer):
        """A command's frame; without a right one the device does not know what to answer to."""
        if answer.media_type() in XML:
            try:
                value = plist.read(answer.body)
            except plist.NotPlist as why:
                require("command-plist", False, str(why))
            require("end-empty", value not in ({}, [], ""), "an empty property list in the place of an empty answer")
        require("command-type", answer.media_type() in XML, f"Content-Type: {answer.kind()}: {answer.body[:80]!r}")
        require("command-frame", isinstance(value, dict), "the root is no dictionary")
        for problem in schema.problems(COMMAND, value):
            require("command-frame", False, f"{problem.kind}: {problem.where} {problem.what}")
        require("command-frame", value["CommandUUID"], "CommandUUID is empty")
        return value

    def _result(self, command):
        """What the device answers to a command."""
        uuid, asked = command["CommandUUID"], command["Command"]
        kind = asked["RequestType"]
        entry = {"uuid": uuid, "type": kind}
        self.report["commands"].append(entry)
        try:
            message = self._carry_out(uuid, kind, asked)
        except CommandError as why:
            message = {"Status": "Error", "ErrorChain": why.chain()}
        except Refused as why:
            if not self.device.get("mdm"):
                raise
            self.report["violations"].append(why.report() | {"command": kind})
            status = "CommandFormatError" if why.check.startswith("command-key") else "Error"
            message = {"Status": status, "ErrorChain": CommandError(12021, "MCMDMErrorDomain", str(why)).chain()}
        except Fault as why:
            message = {"Status": "Error", "ErrorChain": CommandError(4001, "MCInstallationErrorDomain", str(why)).chain()}
        entry["status"] = message["Status"]
        if "ErrorChain" in message:
            entry["errors"] = [one["USEnglishDescription"] for one in message["ErrorChain"]]
        elif len(message) > 1:
            entry["keys"] = sorted(set(message) - {"Status"})
        return message

    def _carry_out(self, uuid, kind, asked):
        require("command-repeated", uuid not in self.device.get("answered", []), f"{kind} {uuid} was answered before")
        require("not-now-kept", uuid not in self.put_off, f"{kind} {uuid} was put off in this session")
        require("command-known", kind in KNOWN or kind in UNSPOKEN, kind)
        if kind in UNSPOKEN:
            raise CommandError(12021, "MCMDMErrorDomain", f"{kind} is not supported here")
        known = KNOWN[kind]
        fields = {key: value for key, value in asked.items() if key not in ("RequestType", "RequestRequiresNetworkTether")}
        for problem in schema.problems(known.fields, fields):
            require(f"command-key-{problem.kind}", False, f"{kind}: {problem.where} {problem.what}")
        self._may(kind, known)
        if kind in self.given["not_now"]:
            self.put_off.append(uuid)
            return {"Status": "NotNow"}
        if kind in self.given["fail"]:
            raise CommandError(12021, "MCMDMErrorDomain", "the tester wants it so")
        return {"Status": "Acknowledged", **(HANDLERS[kind](self, fields) or {})}

    def _may(self, kind, known):
        """Whether a command may be sent to this device in this enrollment at all."""
        device, platform = self.device, self.device["identity"]["platform"]
        require("command-platform", platform in known.platforms, f"{kind} to {device['identity']['family']}")
        if device.personal:
            require("command-personal", platform in known.personal, f"{kind} in a user enrollment")
        elif known.right:
            rights = device["mdm"].get("AccessRights", 0)
            require("command-right", rights & known.right, f"{kind} needs {known.right} of AccessRights, which are {rights}")
        if platform in known.supervised and not device.get("supervised"):
            raise CommandError(12021, "MCMDMErrorDomain", f"{kind} needs a supervised device")


def settle(session, check_out):
    """What happens once the session is over."""
    device, effects = session.device, session.effects
    if "erased" in effects:
        device.erase()
    elif "removed" in effects:
        if device["mdm"].get("CheckOutWhenRemoved"):
            try:
                check_out()
            except Fault as why:
                session.report["check_out"] = why.report()["fault"]
        device.unenroll("unenrolled by the server")
    else:
        effects += installed.person(device)
    session.report["state"] = device.get("state")
