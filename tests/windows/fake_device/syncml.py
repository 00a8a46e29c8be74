"""SyncML messages of OMA DM 1.2: what the device writes, and the form that it holds the server's messages to.

A breach of the form either ends the session (`require`), or is one that Windows answers with a status of its own; then it is kept
as a violation, so that the session goes on as it would and the report still fails.
"""

from . import markup, names
from .refusal import require

_HEADER = ("VerDTD", "VerProto", "SessionID", "MsgID", "Target", "Source", "RespURI", "NoResp", "Cred", "Meta")
_STATUS = ("CmdID", "MsgRef", "CmdRef", "Cmd", "TargetRef", "SourceRef", "Cred", "Chal", "Data", "Item")
_COMMAND = ("CmdID", "NoResp", "Cred", "Lang", "Meta", "Correlator", "Data", "Item")
_ITEM = ("Target", "Source", "SourceParent", "TargetParent", "Meta", "Data", "MoreData")
COMMANDS = ("Get", "Replace", "Add", "Delete", "Exec", "Atomic", "Sequence", "Alert")


def _tag(name, *contents, **attributes):
    given = "".join(f" {key}={markup.attribute(value)}" for key, value in attributes.items())
    return f"<{name}{given}>{''.join(contents)}</{name}>"


def leaf(name, value):
    """An element with text."""
    return _tag(name, markup.text(value))


def meta(**fields):
    """A Meta, with the fields that say something; each declares its namespace, as Windows writes it."""
    inner = "".join(_tag(key, markup.text(value), xmlns=names.METINF) for key, value in fields.items() if value is not None)
    return _tag("Meta", inner) if inner else ""


def item(target=None, source=None, data=None, more=False, **described):
    """An Item."""
    return _tag(
        "Item",
        _tag("Target", leaf("LocURI", target)) if target else "",
        _tag("Source", leaf("LocURI", source)) if source else "",
        meta(**described),
        leaf("Data", data) if data is not None else "",
        "<MoreData/>" if more else "",
    )


class Outgoing:
    """A command to be sent: its name and what stands behind its CmdID. `chunk` is the item of Results, which may be too large for
    one message."""

    def __init__(self, name, rest, chunk=None):
        self.name, self.rest, self.chunk = name, rest, chunk

    def write(self, command_id):
        """The element, with its number."""
        return _tag(self.name, leaf("CmdID", command_id), self.rest)


def alert(code, *items):
    """An Alert."""
    return Outgoing("Alert", leaf("Data", code) + "".join(items))


# What a component of Windows says is behind a status, where a document or a published log has it.
_ORIGINAL = {404: "0x86000002", 418: "0x86000011", 500: "0x80070057"}


def status(message_ref, command_ref, command, code, target=None, original=False):
    """A Status. Servers that speak version 3.0 of a session are told the original error ([MS-MDM] 2.2.5.1)."""
    behind = {"msft:originalerror": _ORIGINAL[code]} if original and code in _ORIGINAL else {}
    return Outgoing(
        "Status",
        leaf("MsgRef", message_ref)
        + leaf("CmdRef", command_ref)
        + leaf("Cmd", command)
        + (leaf("TargetRef", target) if target else "")
        + _tag("Data", str(code), **behind),
    )


def message(session, message_id, target, source, commands, final, cred="", loc_name=None, largest=None, msft=False):
    """A whole message; `commands` by their numbers."""
    name = leaf("LocName", loc_name) if loc_name else ""
    header = _tag(
        "SyncHdr",
        leaf("VerDTD", "1.2"),
        leaf("VerProto", "DM/1.2"),
        leaf("SessionID", session),
        leaf("MsgID", message_id),
        _tag("Target", leaf("LocURI", target)),
        _tag("Source", leaf("LocURI", source), name),
        cred,
        meta(MaxMsgSize=largest) if largest else "",
    )
    body = "".join(one.write(number) for number, one in commands.items()) + ("<Final/>" if final else "")
    space = {"xmlns:msft": names.MSFT} if msft else {}
    root = _tag("SyncML", header, _tag("SyncBody", body, **space), xmlns=names.SYNCML)
    return f'<?xml version="1.0" encoding="utf-8"?>{root}'.encode()


def text_of(element, *path):
    """The trimmed text at the end of a path in SyncML's namespace; None when the path ends before."""
    found = element.below(names.SYNCML, *path)
    return found.value if found is not None else None


def described(element, field):
    """A field of an element's Meta: its format, type, size, next nonce."""
    about = element.child(names.SYNCML, "Meta") if element is not None else None
    found = about.child(names.METINF, field) if about is not None else None
    return found.value if found is not None else None


class Incoming:
    """A message of the server."""

    def __init__(self, data, violations):
        try:
            self.root = markup.read(data)
        except markup.NotWellFormed as why:
            require("syncml_well_formed", False, why)
        self.violations = violations
        require("syncml_root", self.root.is_a(names.SYNCML, "SyncML"), f"{{{self.root.namespace}}}{self.root.local}")
        found = [child.local for child in self.root.children if child.namespace == names.SYNCML]
        require(
            "syncml_root", found == ["SyncHdr", "SyncBody"] and len(self.root.children) == 2, f"SyncML with {' '.join(found)}"
        )
        self.header, self.body = self.root.children
        _ordered(self.header, _HEADER)
        self.number = text_of(self.header, "MsgID")
        self.statuses, self.commands, self.final = [], [], False
        self._read()

    def _read(self):
        ids = set()
        for child in self.body.children:
            require("final_is_last", not self.final, f"{child.local} behind Final")
            if child.is_a(names.SYNCML, "Final"):
                self.final = True
            elif child.is_a(names.SYNCML, "Status"):
                _ordered(child, _STATUS)
                self.statuses.append(child)
                self._number(child, ids)
            elif child.is_a(names.SYNCML, "Results"):
                require("no_results", False, "the server has no tree, and no Results")
            else:
                self.commands.append(child)
                self._command(child, ids)

    def _command(self, element, ids):
        if element.namespace != names.SYNCML or element.local not in COMMANDS:
            return  # Answered with 400.
        self._number(element, ids)
        if element.local in ("Atomic", "Sequence"):
            for child in element.children:
                if child.local not in ("CmdID", "NoResp", "Meta"):
                    self._command(child, ids)
            return
        _ordered(element, _COMMAND)
        for one in element.all(names.SYNCML, "Item"):
            _ordered(one, _ITEM)
            about = one.child(names.SYNCML, "Meta")
            if about is not None:
                require(
                    "meta_namespace",
                    all(field.namespace == names.METINF for field in about.children),
                    f"{' '.join(field.local for field in about.children)} outside {names.METINF}",
                )

    def _number(self, element, ids):
        value = text_of(element, "CmdID")
        if not value:
            return  # Answered with 400.
        require("cmd_id", value != "0" and value not in ids, f"CmdID {value} of {element.local} is 0 or there twice")
        ids.add(value)


def _ordered(element, order):
    """The children of a DTD's sequence in their order; unknown ones are not there."""
    places = [
        order.index(child.local) if child.namespace == names.SYNCML and child.local in order else -1
        for child in element.children
    ]
    require(
        "syncml_order",
        -1 not in places and places == sorted(places),
        f"{element.local} with {' '.join(child.local for child in element.children)}",
    )
