"""A wireless network's profile, as the WiFi provider takes it: the schema "WLAN_profile" and wifi-csp.md.

Only what a profile of a network with a passphrase has is known; anything else of the schema is refused too [I].
"""

import re
from urllib.parse import unquote

from . import markup

NAMESPACE = "http://www.microsoft.com/networking/WLAN/profile/v1"
_PLACE = re.compile(r"vendor/msft/wifi/profile/([^/]*)/wlanxml\Z", re.I)
_BOOLEANS = ("true", "false", "0", "1")

# Of each element its children in their order; those with `?` may be left out.
_INSIDE = {
    "WLANProfile": ["name", "SSIDConfig", "connectionType", "connectionMode?", "autoSwitch?", "MSM?"],
    "SSIDConfig": ["SSID", "nonBroadcast?"],
    "SSID": ["hex?", "name?"],
    "MSM": ["security?"],
    "security": ["authEncryption", "sharedKey?"],
    "authEncryption": ["authentication", "encryption", "useOneX?"],
    "sharedKey": ["keyType", "protected", "keyMaterial"],
}
_VALUES = {
    "connectionType": ("ESS", "IBSS"),
    "connectionMode": ("auto", "manual"),
    "autoSwitch": _BOOLEANS,
    "nonBroadcast": _BOOLEANS,
    "authentication": ("open", "shared", "WPA", "WPAPSK", "WPA2", "WPA2PSK", "WPA3", "WPA3SAE"),
    "encryption": ("none", "WEP", "TKIP", "AES"),
    "useOneX": _BOOLEANS,
    "keyType": ("networkKey", "passPhrase"),
    "protected": _BOOLEANS,
}


def named(path):
    """The network's name in the path of a profile, as it stands there; None for any other path."""
    found = _PLACE.match(path)
    return found and found.group(1)


def escaped(name):
    """Whether a name in an address has only what RFC 2396 lets stand there."""
    return re.fullmatch(r"(?:[A-Za-z0-9\-_.!~*'():@&=+$,;]|%[0-9A-Fa-f]{2})+", name) is not None


def fault(name, text):
    """What is wrong with the profile of the network that stands under `name`; None when it is right."""
    try:
        root = markup.read((text or "").encode())
    except markup.NotWellFormed as why:
        return f"not well-formed: {why}"
    if not root.is_a(NAMESPACE, "WLANProfile"):
        return f"{root.local} of {root.namespace or 'no namespace'}"
    wrong = _misplaced(root)
    if wrong:
        return wrong
    own, ssid = unquote(name), root.below(NAMESPACE, "SSIDConfig", "SSID")
    written = [one.text for one in (root.child(NAMESPACE, "name"), ssid.child(NAMESPACE, "name")) if one is not None]
    if len(own.encode()) > 32 or any(one != own for one in written):
        return f"the network {own} is called {' and '.join(written)}"
    digits = ssid.child(NAMESPACE, "hex")
    if digits is not None and digits.text.lower() != own.encode().hex():
        return f"the network {own} has the digits {digits.text}"
    return _key_fault(root.below(NAMESPACE, "MSM", "security", "sharedKey"))


def _misplaced(element):
    allowed = _INSIDE.get(element.local)
    if allowed is None:
        values = _VALUES.get(element.local)
        if element.children:
            return f"elements in {element.local}"
        return f"{element.local} is {element.text}" if values and element.text not in values else None
    waiting = list(allowed)
    for child in element.children:
        if child.namespace != NAMESPACE:
            return f"{child.local} of another namespace"
        while waiting and waiting[0].rstrip("?") != child.local:
            if not waiting.pop(0).endswith("?"):
                return f"{child.local} in {element.local} where something else must stand"
        if not waiting:
            return f"{child.local} does not stand there in {element.local}"
        waiting.pop(0)
        wrong = _misplaced(child)
        if wrong:
            return wrong
    missing = [one for one in waiting if not one.endswith("?")]
    return f"{element.local} has no {missing[0]}" if missing else None


def _key_fault(key):
    if key is None or key.child(NAMESPACE, "keyType").text != "passPhrase":
        return None
    if key.child(NAMESPACE, "protected").text in ("true", "1"):
        return None
    phrase = key.child(NAMESPACE, "keyMaterial").text
    right = 8 <= len(phrase) <= 63 and all(" " <= letter <= "~" for letter in phrase)
    return None if right else "a passphrase has 8 to 63 printable ASCII characters"
