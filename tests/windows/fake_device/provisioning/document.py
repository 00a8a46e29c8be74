"""The form of a provisioning document (federated-authentication-device-enrollment.md): `characteristic` and `parm`
in no namespace, typed values spelled as their type says."""

import re

from .. import markup
from ..refusal import require

_PARM = ["name", "value", "datatype"]


class Characteristic:
    """A characteristic: its type, its parameters and what is inside."""

    def __init__(self, kind):
        self.kind, self.parms, self.inside = kind, [], []

    def parm(self, name):
        """A parameter's value; None when it is not there or has none."""
        return next((value for key, value, _ in self.parms if key == name), None)

    def datatype(self, name):
        """A parameter's datatype; None when it does not say."""
        return next((kind for key, _, kind in self.parms if key == name), None)

    def has(self, name):
        """Whether the parameter is there, with or without a value."""
        return any(key == name for key, _, _ in self.parms)

    def all(self, kind):
        """The characteristics of that type directly inside."""
        return [one for one in self.inside if one.kind == kind]

    def one(self, kind):
        """The first of that type; None when there is none."""
        return next(iter(self.all(kind)), None)

    def at(self, *path):
        """The one at the end of a path."""
        here = self
        for kind in path:
            here = here and here.one(kind)
        return here


def read(data):
    """The document's characteristics, under one without a type."""
    try:
        root = markup.read(data)
    except markup.NotWellFormed as why:
        require("wap_well_formed", False, why)
    require("wap_no_namespace", not any(one.declared for one in root.walk()), lambda: f"declares {root.declared}")
    require(
        "wap_root",
        root.is_a("", "wap-provisioningdoc") and root.attribute("version") == "1.1",
        f'{root.local} version="{root.attribute("version")}"',
    )
    return _inside(Characteristic(""), root)


def _inside(into, element):
    require("wap_no_white_space", not element.text, lambda: f"{element.text!r} inside {element.local} {into.kind}")
    for child in element.children:
        require("wap_elements", child.prefix == "" and child.local in ("characteristic", "parm"), child.local)
        names = [name for _, name, _ in child.attributes]
        if child.local == "characteristic":
            require("wap_elements", names == ["type"] and child.attribute("type"), f"characteristic with {' '.join(names)}")
            into.inside.append(_inside(Characteristic(child.attribute("type")), child))
        else:
            require("wap_parm", not child.children and not child.text, f"parm {child.attribute('name')} has contents")
            require(
                "wap_parm_attributes",
                names == [one for one in _PARM if one in names] and "name" in names,
                f"parm with {' '.join(names)}",
            )
            into.parms.append(_typed(*map(child.attribute, _PARM)))
    return into


def _typed(name, value, kind):
    require("wap_datatype", kind in (None, "string", "integer", "boolean", "bin"), f"{name} datatype {kind}")
    if kind == "boolean":
        require("wap_boolean", value in ("true", "false"), f"{name} is {value}")
    if kind == "integer":
        require("wap_integer", value is not None and re.fullmatch(r"\d{1,10}", value), f"{name} is {value}")
    return name, value, kind
