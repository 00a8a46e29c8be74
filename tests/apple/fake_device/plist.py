"""Property lists in XML, read to the letter: Apple's document type or none, no entities, each key once, no stray text.

Python's own reader skips elements that it does not know and takes the last of two equal keys; a check needs to see both.
"""

import base64
import binascii
import datetime
import plistlib
import re
from xml.parsers import expat

DOCTYPE = ("plist", "http://www.apple.com/DTDs/PropertyList-1.0.dtd", "-//Apple//DTD PLIST 1.0//EN")
DEEPEST = 64
_WHITE = " \t\r\n"


class NotPlist(Exception):
    """The bytes are no property list in XML."""


def write(value):
    """A property list as Apple writes it."""
    return plistlib.dumps(value, fmt=plistlib.FMT_XML, sort_keys=True)


def read(data):
    """The value, of Python's types."""
    if data[:6] == b"bplist":
        raise NotPlist("a binary property list")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = _doctype, _entity
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError as why:
        raise NotPlist(str(why)) from None
    if not reader.done:
        raise NotPlist("nothing in it")
    return reader.value


def _doctype(name, system, public, has_subset):
    if (name, system, public) != DOCTYPE or has_subset:
        raise NotPlist(f"document type {name} {public} {system}{' with declarations' if has_subset else ''}")


def _entity(name, *_):
    raise NotPlist(f"entity {name}")


class _Reader:
    """One pass: a stack of unfinished arrays and dictionaries."""

    def __init__(self):
        self.stack, self.texts, self.value, self.done, self.began = [], None, None, False, False

    def start(self, name, attributes):
        if not self.began:
            if name != "plist" or attributes != {"version": "1.0"}:
                raise NotPlist(f"the root is {name} {attributes}")
            self.began = True
            return
        if attributes or self.texts is not None or self.done:
            raise NotPlist(f"<{name}> does not belong there")
        if len(self.stack) >= DEEPEST:
            raise NotPlist("too deep")
        if name == "dict":
            self.stack.append(({}, []))
        elif name == "array":
            self.stack.append(([], None))
        elif name in _LEAVES or name == "key":
            self.texts = []
        else:
            raise NotPlist(f"<{name}>")

    def text(self, text):
        if self.texts is not None:
            self.texts.append(text)
        elif text.strip(_WHITE):
            raise NotPlist(f"text between elements: {text.strip()[:40]}")

    def end(self, name):
        if name == "plist":
            return
        if name in ("dict", "array"):
            value, keys = self.stack.pop()
            if keys:
                raise NotPlist(f"key {keys[0]} has no value")
            self._put(value)
            return
        text, self.texts = "".join(self.texts), None
        if name == "key":
            self._key(text)
        else:
            try:
                self._put(_LEAVES[name](text))
            except (ValueError, binascii.Error):
                raise NotPlist(f"{name} {text[:60]!r}") from None

    def _key(self, text):
        value, keys = self.stack[-1] if self.stack else (None, None)
        if keys is None or keys:
            raise NotPlist(f"key {text} does not belong there")
        if text in value:
            raise NotPlist(f"key {text} stands twice")
        keys.append(text)

    def _put(self, value):
        if not self.stack:
            if self.done:
                raise NotPlist("two values")
            self.value, self.done = value, True
            return
        into, keys = self.stack[-1]
        if keys is None:
            into.append(value)
        elif keys:
            into[keys.pop()] = value
        else:
            raise NotPlist("a value without a key")


def _integer(text):
    if not re.fullmatch(r"-?(0|[1-9]\d*)", text):
        raise ValueError
    return int(text)


def _empty(value):
    def read_empty(text):
        if text:
            raise ValueError
        return value

    return read_empty


def _data(text):
    return base64.b64decode("".join(text.split()), validate=True)


_LEAVES = {
    "string": str,
    "integer": _integer,
    "real": float,
    "data": _data,
    "date": lambda text: datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"),
    "true": _empty(True),
    "false": _empty(False),
}
