"""The commands and their options, and the report that each ends with."""

import argparse

from . import aftermath, enrollment, renewal, session, unenrollment, web_view
from .discovery import VERSIONS
from .identity import DEFAULTS, EDITIONS, Device, new_identity
from .refusal import Fault, NoWay, Refused
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


def _header(text):
    name, colon, value = text.partition(":")
    if not colon:
        raise argparse.ArgumentTypeError("NAME: VALUE")
    return name.strip(), value.strip()


def _common(parser):
    parser.add_argument("--state", default="fake-windows", help="the folder that is the PC")
    parser.add_argument("--connect", type=_place, help="connect to HOST:PORT, whatever host a URL names")
    parser.add_argument("--authority", help="certificates to trust for https, in PEM")
    parser.add_argument(
        "--header",
        action="append",
        type=_header,
        default=[],
        help="a header for management and renewal, `{certificate}` is the client's certificate in base64",
    )


def parser():
    """The whole command line."""
    top = argparse.ArgumentParser(prog="device.py", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    enroll = commands.add_parser("enroll", help="discovery to the provisioning document")
    _common(enroll)
    enroll.add_argument(
        "--server", help="a base URL or the URL of Discovery.svc; without it the host that the UPN's domain makes"
    )
    enroll.add_argument("--upn", required=True)
    enroll.add_argument("--password", default="")
    enroll.add_argument("--email", help="EmailAddress of discovery; the UPN without it, and it may be empty")
    enroll.add_argument("--flow", choices=("federated", "onpremise"), default="federated")
    enroll.add_argument("--type", choices=("Full", "Device"), default="Full")
    enroll.add_argument("--request-version", choices=VERSIONS, default="6.0")
    enroll.add_argument("--csr", choices=("utf8", "printable-nul"), default="utf8")
    enroll.add_argument("--key", help="a key in PEM to use again; without it a new one is made")
    enroll.add_argument("--appru", default=web_view.APPRU)
    enroll.add_argument("--choose", action="append", type=_pair, default=[], help="what to enter on the pages, NAME=VALUE")
    for name in (*DEFAULTS, "device_id", "hw_dev_id"):
        choices = tuple(EDITIONS) if name == "edition" else None
        enroll.add_argument("--" + name.replace("_", "-"), choices=choices, help=DEFAULTS.get(name))
    renew = commands.add_parser("renew", help="a new certificate by the old one")
    _common(renew)
    renew.add_argument("--key", help="a key in PEM for the new certificate; without it a new one is made")
    renew.add_argument("--signer", help="the folder of another PC, whose certificate signs; to be refused")
    renew.add_argument("--csr", choices=("utf8", "printable-nul"), default="utf8")
    renew.add_argument(
        "--pkcs7", choices=("secext", "enrollment"), default="secext", help="ValueType of version 2 or of version 1"
    )
    renew.add_argument(
        "--context", choices=("full", "sample"), default="full", help="all context items, or the two of the sample"
    )
    renew.add_argument("--no-chain", dest="chain", action="store_false", help="leave the intermediate out of the CMS")
    renew.add_argument("--no-policies", dest="policies", action="store_false", help="do not ask for policies first")
    for name, text in (("session", "a management session"), ("unenroll", "the person disconnects the PC")):
        managed = commands.add_parser(name, help=text)
        _common(managed)
        _managed(managed)
    return top


def _managed(managed):
    managed.add_argument(
        "--auth",
        choices=("digest", "certificate", "none"),
        default="digest",
        help="what the PC shows unasked; a challenge is answered in any case",
    )
    managed.add_argument(
        "--eager", action="store_true", help="send a Cred with the kept nonce at once; without, only when asked"
    )
    managed.add_argument("--login", choices=("user", "others", "none"), default="user", help="who is signed in")
    managed.add_argument("--mode", choices=("Maintenance", "Machine", ""), default="Maintenance", help="the query's mode")
    managed.add_argument("--largest", type=int, help="say MaxMsgSize, and send no more at once")
    managed.add_argument("--source", choices=("device", "hardware"), default="device", help="which number is Source/LocURI")
    managed.add_argument("--patience", type=int, default=5, help="the longest wait for a server that answers 429, in seconds")
    managed.add_argument("--stray-status", action="store_true", help="begin with a Status 500 for message 0, as a capture does")
    managed.add_argument("--set", dest="facts", action="append", type=_pair, default=[], help="a fact of the PC, LOCURI=VALUE")


def run(arguments):
    """Runs one command; its report. What a person sees is in `hresult`."""
    given = vars(parser().parse_args(arguments))
    return perform(given)


def perform(given):
    """Runs a command with options as a mapping."""
    report = {"command": given["command"], "result": "ok"}
    device = Device(given["state"])
    wire = Wire(given["connect"], given["authority"])
    try:
        _COMMANDS[given["command"]](device, wire, given, report)
    except Refused as refusal:
        report |= {"result": "refused"} | refusal.report()
    except Fault as fault:
        report |= {"result": "fault"} | fault.report()
    except NoWay as why:
        report |= {"result": "cannot", "detail": str(why)}
    report["requests"] = wire.log
    return report


def _enroll(device, wire, given, report):
    if not device.get("identity"):
        device.save(identity=new_identity(given))
    options = given | {"choices": dict(given["choose"]), "email": given["upn"] if given["email"] is None else given["email"]}
    enrollment.enroll(device, wire, options, report)


def _session(device, wire, given, report):
    one = session.Session(device, wire, given, report)
    one.run(session.package_one(device, given["login"], stray=given["stray_status"]))
    if "unenrolled" in report["effects"]:
        unenrollment.left_by_server(device, wire, given, report)
    else:
        aftermath.settle(device, one.tree, report["effects"], report)
    _judge(report)


def _unenroll(device, wire, given, report):
    unenrollment.leave(device, wire, given, report)
    _judge(report)


def _renew(device, wire, given, report):
    data = device.read("client.der")
    if data:
        session.present_certificate(device, wire, given["header"], tls=True)
    renewal.renew(device, wire, given, report)


def _judge(report):
    """A session that Windows would go on with, and that was against the rules all the same."""
    violations = report["violations"] + report.get("unenrollment", {}).get("violations", [])
    if violations:
        report |= {"result": "refused"} | violations[0]


_COMMANDS = {"enroll": _enroll, "session": _session, "unenroll": _unenroll, "renew": _renew}
