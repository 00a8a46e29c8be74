"""The commands and their options, and the report that each ends with."""

import argparse
import functools
import secrets
from pathlib import Path

from . import abuse, account_driven, models, ota, profile
from .checkin import Channel, Unenrolled
from .enrollment import enroll, renew
from .refusal import Fault, NoWay, Refused, require
from .session import Session, settle
from .state import Device
from .transport import Wire


def _place(text):
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit():
        raise argparse.ArgumentTypeError("HOST:PORT")
    return host.strip("[]"), int(port)


def _pair(text):
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("NAME=VALUE")
    return name, value


def _command(commands, name, text):
    one = commands.add_parser(name, help=text)
    one.add_argument("--state", default="fake-apple", help="the folder that is the device")
    one.add_argument("--connect", type=_place, help="connect to HOST:PORT, whatever host a URL names")
    one.add_argument("--authority", help="certificates to trust for https, in PEM")
    one.add_argument("--local-http", action="store_true", default=None, help="take http URLs to this machine, now and later")
    one.add_argument("--key", help="a key in PEM to use again; without it a new one is made")
    one.add_argument("--renewal-key", help="the same for a renewal")
    one.add_argument("--patience", type=float, default=1.0, help="the longest wait between polls, in seconds")
    one.add_argument("--header", action="append", type=_pair, default=[], help="one more header for every request, NAME=VALUE")
    return one


def _identified(one):
    one.add_argument("--model", choices=tuple(models.MODELS), default="iphone")
    one.add_argument("--spare-key", help="a key in PEM for what Apple's certificate would sign")
    for name in ("udid", "serial-number", "enrollment-id", "name", "os-version", "build-version"):
        one.add_argument(f"--{name}")


def _new_device(one):
    _identified(one)
    one.add_argument("--hash", choices=("sha256", "sha1"), help="the digest of Mdm-Signature, sha256")
    one.add_argument("--encoding", choices=("der", "ber"), help="ber: indefinite lengths, as Apple's blobs have them")
    one.add_argument("--unsigned", action="store_true", help="take a profile that nobody signed")
    one.add_argument("--supervised", action="store_true", default=None)
    one.add_argument(
        "--without", action="append", default=[], choices=tuple(models.WITHOUT), help="what it does not have at first"
    )
    one.add_argument("--stop-after", choices=("Authenticate",), help="end as if power was cut after this message")


@functools.lru_cache(maxsize=None)
def parser():
    """The whole command line."""
    top = argparse.ArgumentParser(prog="device.py", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    one = _command(
        commands, "enroll", "an enrollment profile, or the first one of the over-the-air service, from a URL or a file"
    )
    one.add_argument("profile")
    _new_device(one)
    one = _command(commands, "account-enroll", "account-driven enrollment")
    one.add_argument("account", help="the account, person@domain")
    one.add_argument("--server", help="a base URL in the place of https:// and the account's domain")
    one.add_argument("--choose", action="append", type=_pair, default=[], help="what to enter on the pages, NAME=VALUE")
    _new_device(one)
    one = _command(commands, "session", "connect, as a push would make the device do")
    one.add_argument("--not-now", action="append", default=[], help="put off commands of this RequestType")
    one.add_argument("--fail", action="append", default=[], help="answer Error to commands of this RequestType")
    one.add_argument("--choose", action="append", type=_pair, default=[], help="what to enter where the account signs in again")
    one.add_argument("--longest", type=int, default=200, help="how many commands are too many")
    one.add_argument("--push", help="connect only for a push with this PushMagic")
    _command(commands, "token-update", "TokenUpdate once more, as after an update of the system")
    one = _command(commands, "renew", "install an enrollment profile over the one that is there, from a URL or a file")
    one.add_argument("profile")
    one.add_argument("--unsigned", action="store_true")
    _command(commands, "checkout", "the person removes the management")
    one = _command(commands, "bootstrap", "the bootstrap token of a Mac")
    one.add_argument("what", choices=("set", "get", "delete"))
    one = _command(commands, "abuse", "bad messages, one after another; what was answered to each")
    one.add_argument("kinds", nargs="*", help=f"of {' '.join(abuse.KINDS)}; without any, all that this device can send")
    one.add_argument("--profile", help="an enrollment profile with a SCEP payload, from a URL or a file")
    one.add_argument("--url", help="the profile service, or an account's BaseURL, for those beginning with post-")
    one.add_argument("--other", help="the folder of another enrolled device, for its certificate")
    _identified(one)
    one.add_argument("--size", type=int, default=4 * 1024 * 1024, help="how large the huge ones are, in octets")
    _command(commands, "show", "what the device knows")
    return top


def run(arguments):
    """Runs one command; its report."""
    return perform(vars(parser().parse_args(arguments)))


def perform(given):
    """Runs a command with options as a mapping."""
    report = {"command": given["command"], "result": "ok"}
    device = Device(given["state"])
    if given.get("local_http"):
        device.save(local_http=True)
    if given.get("model") and not device.get("identity"):
        _born(device, given)
    chosen = {name: given[name] for name in ("hash", "encoding", "supervised", "spare_key") if given.get(name)}
    for name in given.get("without", []):
        chosen |= models.WITHOUT[name]
    if chosen:
        device.save(**chosen)
    agent = device.get("identity", {}).get("agent", "MDM/1.0")
    wire = Wire(given["connect"], given["authority"], device.get("local_http", False), agent, given["header"])
    try:
        _COMMANDS[given["command"]](device, wire, given, report)
    except Refused as refusal:
        report |= {"result": "refused"} | refusal.report()
    except Fault as fault:
        report |= {"result": "fault"} | fault.report()
    except Unenrolled as why:
        report |= {"result": "unenrolled", "step": str(why)}
    except NoWay as why:
        report |= {"result": "cannot", "detail": str(why)}
    report["requests"] = wire.log
    return report


def _born(device, given):
    names = {"UDID": "udid", "SerialNumber": "serial_number", "EnrollmentID": "enrollment_id", "DeviceName": "name"}
    names |= {"OSVersion": "os_version", "BuildVersion": "build_version"}
    identity = models.new_identity(given["model"], **{key: given[name] for key, name in names.items()})
    device.save(identity=identity)


def _fetched(wire, given):
    """A profile from a URL or a file."""
    place = given["profile"]
    data = profile.download(wire, place) if "://" in place else Path(place).read_bytes()
    return profile.Profile(data, given["unsigned"])


def _enroll(device, wire, given, report):
    made = _fetched(wire, given)
    if made.top.get("PayloadType") == "Profile Service":
        ota.run(device, wire, made, given, report)
    else:
        enroll(device, wire, made, given, report)
    report["profile"] = {"signers": [one.name() for one in made.signers]}


def _session(device, wire, given, report):
    if given["push"] is not None and given["push"] != device["push_magic"]:
        raise NoWay("a push with another PushMagic does not wake the device")
    choices = dict(given["choose"])
    again = (lambda answer: account_driven.again(device, wire, answer, choices, report)) if choices else None
    session = Session(device, wire, given, report, again)
    session.run()
    settle(session, lambda: _check_out(device, wire))
    if report["violations"]:
        report |= {"result": "refused"} | report["violations"][0]


def _check_out(device, wire):
    Channel(device, wire, device["mdm"]).check_in("CheckOut")


def _leave(device, wire, _, report):
    try:
        if device["mdm"].get("CheckOutWhenRemoved"):
            _check_out(device, wire)
    finally:
        # CheckOut is tried once: the device is gone whatever the server says.
        if device.get("state") == "enrolled":
            device.unenroll("unenrolled by the person")
        report["state"] = device.get("state")


def _bootstrap(device, wire, given, report):
    if device["identity"]["platform"] != "mac":
        raise NoWay("only a Mac has a bootstrap token")
    channel = Channel(device, wire, device["mdm"])
    if given["what"] == "get":
        found, kept = channel.get_bootstrap_token(), device.get("bootstrap_token")
        report["token"] = found.hex() if found is not None else None
        require("bootstrap-same", report["token"] == kept, f"{report['token']} in the place of {kept}")
        return
    token = secrets.token_bytes(48) if given["what"] == "set" else None
    channel.set_bootstrap_token(token)
    device.save(bootstrap_token=token.hex() if token else None)
    report["token"] = device["bootstrap_token"]


def _token_update(device, wire, _, report):
    Channel(device, wire, device["mdm"]).token_update()
    report["push"] = {"token": device["token"], "magic": device["push_magic"], "topic": device["mdm"]["Topic"]}


def _show(device, _wire, _given, report):
    report["device"] = device.values


_COMMANDS = {
    "enroll": _enroll,
    "account-enroll": lambda device, wire, given, report: account_driven.run(device, wire, given, report),
    "session": _session,
    "token-update": _token_update,
    "renew": lambda device, wire, given, report: renew(device, wire, _fetched(wire, given), given, report),
    "checkout": _leave,
    "bootstrap": _bootstrap,
    "abuse": lambda device, wire, given, report: abuse.run(device, wire, given, report),
    "show": _show,
}
