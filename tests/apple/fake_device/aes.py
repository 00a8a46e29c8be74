"""AES-128 in CBC with PKCS#7 padding (FIPS 197, NIST SP 800-38A): the few blocks of a message take less time than starting a
program."""


def _tables():
    """The S-box by its definition, and for each byte the column that it makes: S-box and MixColumns in one step, both ways."""
    log, power, value = {}, [], 1
    for exponent in range(255):
        log[value] = exponent
        power.append(value)
        value ^= (value << 1) ^ (0x11B if value & 0x80 else 0)

    def times(one, two):
        return power[(log[one] + log[two]) % 255] if one and two else 0

    box, inverse = [0] * 256, [0] * 256
    for byte in range(256):
        turned = made = power[-log[byte] % 255] if byte else 0
        for _ in range(4):
            turned = (turned << 1 | turned >> 7) & 0xFF
            made ^= turned
        box[byte] = made ^ 0x63
        inverse[box[byte]] = byte
    column = [_word(times(box[x], 2), box[x], box[x], times(box[x], 3)) for x in range(256)]
    unmix = [_word(times(x, 14), times(x, 9), times(x, 13), times(x, 11)) for x in range(256)]
    return box, inverse, column, unmix


def _word(*octets):
    return int.from_bytes(bytes(octets), "big")


def _turned(table, octets):
    bits = 8 * octets
    return [(word >> bits | word << (32 - bits)) & 0xFFFFFFFF for word in table]


_BOX, _INVERSE, _COLUMN, _UNMIX = _tables()
_MIX = [_turned(_COLUMN, at) for at in range(4)]
_BACK = [_turned(_UNMIX, at) for at in range(4)]
_FORTH = [[_BACK[at][_INVERSE[byte]] for byte in range(256)] for at in range(4)]


def _schedule(key):
    """The eleven round keys, as words."""
    words, constant = [int.from_bytes(key[at : at + 4], "big") for at in range(0, 16, 4)], 1
    for at in range(4, 44):
        word = words[-1]
        if at % 4 == 0:
            word = _boxed(_BOX, word << 8 | word >> 24) ^ constant << 24
            constant = (constant << 1) ^ (0x11B if constant & 0x80 else 0)
        words.append(words[-4] ^ word & 0xFFFFFFFF)
    return words


def _boxed(box, word):
    return box[word >> 24 & 255] << 24 | box[word >> 16 & 255] << 16 | box[word >> 8 & 255] << 8 | box[word & 255]


def _rounds(state, keys, tables, box, step):
    """Ten rounds over four words; `step` is which way the rows are shifted."""
    one, two, three, four = tables
    state = [word ^ keys[at] for at, word in enumerate(state)]
    for turn in range(4, 40, 4):
        state = [
            one[state[at] >> 24]
            ^ two[state[(at + step) % 4] >> 16 & 255]
            ^ three[state[(at + 2) % 4] >> 8 & 255]
            ^ four[state[(at - step) % 4] & 255]
            ^ keys[turn + at]
            for at in range(4)
        ]
    return [
        box[state[at] >> 24] << 24
        ^ box[state[(at + step) % 4] >> 16 & 255] << 16
        ^ box[state[(at + 2) % 4] >> 8 & 255] << 8
        ^ box[state[(at - step) % 4] & 255]
        ^ keys[40 + at]
        for at in range(4)
    ]


def _words(block):
    return [int.from_bytes(block[at : at + 4], "big") for at in range(0, 16, 4)]


def encrypt(key, vector, data):
    """Encrypts, with padding."""
    keys, before, out = _schedule(key), _words(vector), bytearray()
    fill = 16 - len(data) % 16
    data += bytes([fill]) * fill
    for start in range(0, len(data), 16):
        mixed = [one ^ other for one, other in zip(_words(data[start : start + 16]), before)]
        before = _rounds(mixed, keys, _MIX, _BOX, 1)
        for word in before:
            out += word.to_bytes(4, "big")
    return bytes(out)


def decrypt(key, vector, data):
    """Decrypts; None when the padding is wrong."""
    if not data or len(data) % 16:
        return None
    words = _schedule(key)
    keys = [word for at in range(40, -1, -4) for word in words[at : at + 4]]
    keys[4:40] = [_unmixed(word) for word in keys[4:40]]
    before, out = _words(vector), bytearray()
    for start in range(0, len(data), 16):
        block = _words(data[start : start + 16])
        for word, other in zip(_rounds(block, keys, _FORTH, _INVERSE, -1), before):
            out += (word ^ other).to_bytes(4, "big")
        before = block
    fill = out[-1]
    return bytes(out[:-fill]) if 1 <= fill <= 16 and out[-fill:] == bytes([fill]) * fill else None


def _unmixed(word):
    return _BACK[0][word >> 24] ^ _BACK[1][word >> 16 & 255] ^ _BACK[2][word >> 8 & 255] ^ _BACK[3][word & 255]
