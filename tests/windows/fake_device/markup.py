"""XML with what Python's own trees forget and these protocols need: which prefixes are declared where (the subcode of a fault
is a prefixed name inside a text, and the provisioning document may have no default namespace), and the order of attributes.

A document type declaration is refused: none of these messages has one, and it is the door for entity expansion.
"""

from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from . import names

LARGEST = 4 * 1024 * 1024
DEEPEST = 64


class NotWellFormed(Exception):
    """The text is no XML that a device reads."""


class Element:
    """An element: its names, its attributes in order, its children, its text."""

    def __init__(self, prefix, local, scope, declared):
        self.prefix, self.local, self.scope, self.declared = prefix, local, scope, declared
        self.namespace = scope.get(prefix, "")
        self.attributes, self.children, self.texts = [], [], []

    @property
    def text(self):
        """The text directly inside, as it stands."""
        return "".join(self.texts)

    @property
    def value(self):
        """The text without the white space around it, which Microsoft's samples have."""
        return self.text.strip()

    def is_a(self, namespace, local):
        """Whether this is that element, whatever its prefix."""
        return self.namespace == namespace and self.local == local

    def attribute(self, local, namespace=""):
        """An attribute's value; None when it is not there."""
        return next((value for space, name, value in self.attributes if (space, name) == (namespace, local)), None)

    def all(self, namespace, local):
        """The children of that name."""
        return [child for child in self.children if child.is_a(namespace, local)]

    def child(self, namespace, local):
        """The first child of that name; None when there is none."""
        return next(iter(self.all(namespace, local)), None)

    def below(self, namespace, *path):
        """The element at the end of a path of children in one namespace; None when the path ends before."""
        here = self
        for local in path:
            here = here and here.child(namespace, local)
        return here

    def walk(self):
        """This element and all below it, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()


def _split(name):
    prefix, colon, local = name.rpartition(":")
    return (prefix, local) if colon else ("", name)


class _Reader:
    def __init__(self):
        self.root, self.open = None, []
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = lambda name: self.open.pop()
        self.parser.CharacterDataHandler = lambda data: self.open[-1].texts.append(data)
        self.parser.StartDoctypeDeclHandler = self.doctype

    def doctype(self, *_):
        """No message has one."""
        raise NotWellFormed("a document type declaration")

    def start(self, name, flat):
        """An element begins, with the declarations that it adds."""
        pairs = list(zip(flat[::2], flat[1::2]))
        scope = dict(self.open[-1].scope) if self.open else {"xml": names.XML}
        declared = {}
        for key, value in pairs:
            prefix, local = _split(key)
            if key == "xmlns":
                declared[""] = value
            elif prefix == "xmlns":
                declared[local] = value
        scope.update(declared)
        prefix, local = _split(name)
        if prefix and prefix not in scope:
            raise NotWellFormed(f"prefix {prefix} is not declared")
        element = Element(prefix, local, scope, declared)
        for key, value in pairs:
            prefix, local = _split(key)
            if key == "xmlns" or prefix == "xmlns":
                continue
            if prefix and prefix not in scope:
                raise NotWellFormed(f"prefix {prefix} is not declared")
            element.attributes.append((scope[prefix] if prefix else "", local, value))
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)
        if len(self.open) > DEEPEST:
            raise NotWellFormed("too deep")


def read(data):
    """The root element of a document; its bytes are UTF-8, with or without a byte order mark and an XML declaration."""
    if len(data) > LARGEST:
        raise NotWellFormed(f"{len(data)} bytes")
    reader = _Reader()
    try:
        data.decode("utf-8")
        reader.parser.Parse(data, True)
    except (expat.ExpatError, UnicodeDecodeError) as why:
        raise NotWellFormed(str(why)) from None
    return reader.root


def write(element):
    """An element as text again, each with the declarations that it had itself."""
    name = f"{element.prefix}:{element.local}" if element.prefix else element.local
    spaces = "".join(f" xmlns{':' + prefix if prefix else ''}={attribute(uri)}" for prefix, uri in element.declared.items())
    given = "".join(f" {local}={attribute(value)}" for space, local, value in element.attributes if not space)
    return f"<{name}{spaces}{given}>{text(element.text)}{''.join(map(write, element.children))}</{name}>"


def text(value):
    """A value as the text of an element."""
    return escape(str(value))


def attribute(value):
    """A value as an attribute's, with its quotes."""
    return quoteattr(str(value))
