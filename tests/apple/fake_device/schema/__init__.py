"""Which keys Apple knows, of which type, which must be there, and which values they may have.

A table has a line for each key, and what is inside a dictionary or an array stands indented below it:

    Keysize: integer in 1024 2048 4096
    Name: string!                          it must be there
    maxInactivity: integer 0..15
    EAPTypes: array
      *: integer                           each item; below a dict any key
    Where: string ~https://.+              the whole value by a regular expression

The facts are those of Apple's published schema (github.com/apple/device-management, release iOS 18.1 and macOS 15.1), written
down again in this form; `payloads`, `commands` and `answers` have the tables, with `restrictions`, `more` and
`settings` beside them.
"""

import datetime
import re
from collections import namedtuple

Problem = namedtuple("Problem", "kind where what")

_TYPES = {
    "string": str,
    "data": bytes,
    "date": datetime.datetime,
    "array": list,
    "dict": dict,
}
_LINE = re.compile(
    r"(?P<name>.+?): (?P<type>[a-z]+)(?P<must>!?)" r"(?: in (?P<values>.+?)| (?P<least>-?\d+)\.\.(?P<most>\d+)| ~(?P<form>.+))?"
)


class Field:
    """A key: its type, what may be in it, what is below it."""

    def __init__(self, found):
        self.name, self.type, self.must = found["name"], found["type"], bool(found["must"])
        self.values = found["values"].split(" ") if found["values"] else None
        self.range = (int(found["least"]), int(found["most"])) if found["least"] else None
        self.form = re.compile(found["form"]) if found["form"] else None
        self.below = []

    def fits(self, value):
        """Whether the value is of the type. An integer is not a real to Apple's schema, but its reader takes one for the
        other."""
        if self.type == "any":
            return True
        if self.type == "boolean":
            return isinstance(value, bool)
        if self.type in ("integer", "real"):
            return isinstance(value, int if self.type == "integer" else (int, float)) and not isinstance(value, bool)
        return isinstance(value, _TYPES[self.type])

    def allows(self, value):
        """Whether the value is one of those that may be."""
        if self.values is not None and str(value) not in self.values:
            return False
        if self.range and not self.range[0] <= value <= self.range[1]:
            return False
        return not self.form or bool(self.form.fullmatch(value))


def table(text):
    """The fields of a table."""
    top = Field({"name": "", "type": "dict", "must": "", "values": None, "least": None, "form": None})
    open_fields = [(-1, top)]
    for line in text.splitlines():
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        found = _LINE.fullmatch(line.strip())
        if not found:
            raise ValueError(f"no line of a table: {line}")
        while open_fields[-1][0] >= indent:
            open_fields.pop()
        field = Field(found)
        open_fields[-1][1].below.append(field)
        open_fields.append((indent, field))
    return top.below


def problems(fields, value, where=""):
    """Everything that is wrong with a dictionary, as `Problem`s of the kinds unknown, missing, type and value."""
    known = {field.name: field for field in fields}
    every = known.pop("*", None)
    for name in value:
        if name not in known and every is None:
            yield Problem("unknown", where, name)
    for field in known.values():
        if field.name in value:
            yield from _within(field, value[field.name], f"{where}{field.name}")
        elif field.must:
            yield Problem("missing", where, field.name)
    if every:
        for name in sorted(set(value) - set(known)):
            yield from _within(every, value[name], f"{where}{name}")


def _within(field, value, path):
    if not field.fits(value):
        yield Problem("type", path, f"{type(value).__name__} in the place of {field.type}")
    elif not field.allows(value):
        yield Problem("value", path, f"{value!r}")
    elif isinstance(value, dict) and field.below:
        yield from problems(field.below, value, path + ".")
    elif isinstance(value, list) and field.below:
        for number, item in enumerate(value):
            yield from _within(field.below[0], item, f"{path}[{number}]")
