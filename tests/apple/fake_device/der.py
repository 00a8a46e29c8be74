"""ASN.1 as much as certificates, requests and CMS need. DER is read to the letter; what is written may also be BER with
indefinite lengths, as Apple's own encoder writes it (its blobs begin with `MIAG`)."""

SEQUENCE, SET, INTEGER, BITS, OCTETS, NULL, OID = 0x30, 0x31, 0x02, 0x03, 0x04, 0x05, 0x06
BOOLEAN, UTF8, PRINTABLE, IA5, UTC_TIME, TIME = 0x01, 0x0C, 0x13, 0x16, 0x17, 0x18
DEEPEST = 32


class NotDer(Exception):
    """The bytes are no DER."""


def element(tag, *contents):
    """A tag, a length and contents."""
    body = b"".join(contents)
    size = len(body)
    if size < 0x80:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body


def endless(tag, *contents):
    """The same with an indefinite length."""
    return bytes([tag, 0x80]) + b"".join(contents) + b"\0\0"


def sequence(*contents):
    """A SEQUENCE."""
    return element(SEQUENCE, *contents)


def set_of(*contents):
    """A SET OF in the order that DER asks for."""
    return element(SET, *sorted(contents))


def integer(number):
    """An INTEGER that is not negative."""
    return element(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def oid(dotted_name):
    """An object identifier."""
    first, second, *rest = map(int, dotted_name.split("."))
    out = bytearray()
    for number in [first * 40 + second, *rest]:
        septets = [number & 0x7F]
        number >>= 7
        while number:
            septets.append(0x80 | (number & 0x7F))
            number >>= 7
        out += bytes(reversed(septets))
    return element(OID, bytes(out))


def algorithm(dotted_name, parameters=b"\x05\x00"):
    """An AlgorithmIdentifier, with NULL unless something else is given."""
    return sequence(oid(dotted_name), parameters)


def dotted(body):
    """An object identifier as people write it, from its contents."""
    numbers, value = [], 0
    for byte in body:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    if not numbers or body[-1] & 0x80:
        raise NotDer("an object identifier")
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - first * 40, *numbers[1:]]))


class Node:
    """A value that was read: its tag, its contents, and its bytes as they stand."""

    def __init__(self, tag, body, raw):
        self.tag, self.body, self.raw = tag, body, raw

    def children(self):
        """What is inside a constructed value."""
        return read_all(self.body)

    def expect(self, tag):
        """This node, which must be of the tag."""
        if self.tag != tag:
            raise NotDer(f"tag {self.tag:02x} in the place of {tag:02x}")
        return self

    def oid(self):
        """The object identifier that this is."""
        return dotted(self.expect(OID).body)

    def number(self):
        """The integer that this is."""
        body = self.expect(INTEGER).body
        if not body or (len(body) > 1 and (body[0], body[1] >> 7) in ((0, 0), (255, 1))):
            raise NotDer("an integer with more octets than it needs")
        return int.from_bytes(body, "big", signed=True)


def _one(data, at):
    try:
        tag, size, start = data[at], data[at + 1], at + 2
        if size == 0x80:
            raise NotDer("an indefinite length")
        if size & 0x80:
            count = size & 0x7F
            if count > 4 or start + count > len(data):
                raise NotDer("a length")
            size, start = int.from_bytes(data[start : start + count], "big"), start + count
            if size < 0x80 or size.bit_length() <= (count - 1) * 8:
                raise NotDer("a length with more octets than it needs")
    except IndexError:
        raise NotDer("cut short") from None
    if tag & 0x1F == 0x1F:
        raise NotDer("a tag of several octets")
    if start + size > len(data):
        raise NotDer("cut short")
    return Node(tag, data[start : start + size], data[at : start + size]), start + size


def read_all(data):
    """The values that stand one after another."""
    at, found = 0, []
    while at < len(data):
        node, at = _one(data, at)
        found.append(node)
    return found


def read(data):
    """The one value that the bytes are."""
    node, end = _one(data, 0)
    if end != len(data):
        raise NotDer(f"{len(data) - end} octets after the end")
    return node


def hold(data, depth=0):
    """Refuses anything within constructed values that is no DER."""
    if depth > DEEPEST:
        raise NotDer("too deep")
    for node in read_all(data):
        if node.tag & 0x20:
            hold(node.body, depth + 1)


def normal(data):
    """BER as DER: definite lengths, and strings in one piece. For a server that reads what Apple's encoder writes."""
    made, end = _normal(data, 0, 0)
    if end != len(data):
        raise NotDer("octets after the end")
    return made


def _normal(data, at, depth):
    if depth > DEEPEST:
        raise NotDer("too deep")
    if at + 1 >= len(data):
        raise NotDer("cut short")
    tag, size = data[at], data[at + 1]
    if not tag & 0x20:
        return _primitive(data, at)
    if size == 0x80:
        at, parts = at + 2, []
        while data[at : at + 2] != b"\0\0":
            part, at = _normal(data, at, depth + 1)
            parts.append(part)
        return _joined(tag, parts), at + 2
    start, end = _extent(data, at)
    at, parts = start, []
    while at < end:
        part, at = _normal(data, at, depth + 1)
        parts.append(part)
    if at != end:
        raise NotDer("a length")
    return _joined(tag, parts), end


def _extent(data, at):
    size, start = data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4 or start + count > len(data):
            raise NotDer("a length")
        size, start = int.from_bytes(data[start : start + count], "big"), start + count
    if start + size > len(data):
        raise NotDer("cut short")
    return start, start + size


def _primitive(data, at):
    start, end = _extent(data, at)
    return element(data[at], data[start:end]), end


def _joined(tag, parts):
    if tag == OCTETS | 0x20:
        return element(OCTETS, *(read(part).body for part in parts))
    return element(tag, *parts)
