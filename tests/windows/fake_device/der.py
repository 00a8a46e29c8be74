"""DER, as much as requests and certificates need: Windows' own requests are not always legal ASN.1, so they are written by hand."""

SEQUENCE, SET, INTEGER, BITS, OCTETS, NULL, OID = 0x30, 0x31, 0x02, 0x03, 0x04, 0x05, 0x06
BOOLEAN, UTF8, PRINTABLE, UTC_TIME, TIME = 0x01, 0x0C, 0x13, 0x17, 0x18


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


def oid(dotted):
    """An object identifier."""
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray([first * 40 + second])
    for number in rest:
        septets = [number & 0x7F]
        while number := number >> 7:
            septets.append(0x80 | (number & 0x7F))
        out += bytes(reversed(septets))
    return element(OID, bytes(out))


def dotted(body):
    """An object identifier as people write it, from its contents."""
    numbers, value = [], 0
    for byte in body:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    if not numbers:
        raise NotDer("an empty object identifier")
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - first * 40, *numbers[1:]]))


class Node:
    """A value that was read: its tag, its contents, and its bytes as they stand."""

    def __init__(self, tag, body, raw):
        self.tag, self.body, self.raw = tag, body, raw

    def children(self):
        """What is inside a constructed value."""
        return list(read_all(self.body))


def _one(data, at):
    try:
        tag, size, start = data[at], data[at + 1], at + 2
        if size & 0x80:
            count = size & 0x7F
            if not 1 <= count <= 4:
                raise NotDer("a length")
            size, start = int.from_bytes(data[start : start + count], "big"), start + count
    except IndexError:
        raise NotDer("cut short") from None
    if start + size > len(data):
        raise NotDer("cut short")
    return Node(tag, data[start : start + size], data[at : start + size]), start + size


def read_all(data):
    """The values that stand one after another."""
    at = 0
    while at < len(data):
        node, at = _one(data, at)
        yield node


def read(data):
    """The one value that the bytes are, with nothing behind it."""
    node, end = _one(data, 0)
    if end != len(data):
        raise NotDer("bytes behind the value")
    return node
