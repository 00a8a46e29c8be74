"""Leaving the management (disconnecting-from-mdm-unenrollment.md): a generic alert in the first package of a new session,
best effort, and then nothing of what the server gave is left."""

from . import syncml
from .refusal import Fault, Refused
from .session import Session, package_one

_TYPE = "com.microsoft:mdm.unenrollment.userrequest"


def leave(device, wire, options, report):
    """Tells the server and forgets it. What goes wrong on the way is in the report, and the PC is unenrolled all the same."""
    alert = syncml.alert(1226, syncml.item(data="1", Type=_TYPE, Format="int"))
    session = Session(device, wire, options, report)
    try:
        session.run(package_one(device, options["login"], [alert]))
    finally:
        device.forget()


def left_by_server(device, wire, options, report):
    """After the server's Unenroll: its session is gone, and a new one has the same alert (there is no Status for the Exec)."""
    inner = report["unenrollment"] = {}
    try:
        leave(device, wire, options, inner)
    except (Refused, Fault) as why:
        inner |= {"result": "refused"} | why.report()
        raise
