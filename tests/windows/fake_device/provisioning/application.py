"""w7 APPLICATION (w7-application-csp.md): where the OMA-DM client calls and how both sides prove themselves. Every name is in
upper case, and a name that the provider does not know fails the document."""

import base64
import binascii
import re
from urllib.parse import unquote

from ..refusal import require
from ..transport import is_secure

_PARMS = {
    "APPID",
    "PROVIDER-ID",
    "NAME",
    "ADDR",
    "CONNRETRYFREQ",
    "INITIALBACKOFFTIME",
    "MAXBACKOFFTIME",
    "BACKCOMPATRETRYDISABLED",
    "DEFAULTENCODING",
    "SSLCLIENTCERTSEARCHCRITERIA",
    "PROTOVER",
    "ROLE",
    "TO-NAPID",
    "USEHWDEVID",
    "INIT",
}
_AUTH = {"AAUTHLEVEL", "AAUTHTYPE", "AAUTHNAME", "AAUTHSECRET", "AAUTHDATA"}
_NUMBERS = ("CONNRETRYFREQ", "INITIALBACKOFFTIME", "MAXBACKOFFTIME", "ROLE")
# RFC 2396, 2.3: everything else in a name or a value of the criteria is escaped.
_UNRESERVED = r"(?:[A-Za-z0-9\-_.!~*'()]|%[0-9A-Fa-f]{2})*"


class Application:
    """The account: the parameters, and a mapping for each of CLIENT and APPSRV."""

    def __init__(self, characteristic):
        self.parms = {name: value for name, value, _ in characteristic.parms}
        self.auth = {}


def read(document, wire):
    """The document's one account."""
    found = document.all("APPLICATION")
    require("w7_application", len(found) == 1, f"{len(found)} APPLICATION")
    characteristic = found[0]
    account = Application(characteristic)
    for name, _, kind in characteristic.parms:
        require("w7_names", name in _PARMS and kind is None, f"{name} in APPLICATION")
    require("w7_names", len(account.parms) == len(characteristic.parms), "a parameter of APPLICATION is there twice")
    require("w7_init", "INIT" not in account.parms, "INIT")
    parms = account.parms
    require("w7_appid", parms.get("APPID") == "w7", f"APPID {parms.get('APPID')}")
    for name in ("PROVIDER-ID", "NAME", "ADDR"):
        require("w7_required", parms.get(name), f"no {name}")
    require("provider_id", re.fullmatch(r"[A-Za-z0-9._-]{1,64}", parms["PROVIDER-ID"]), f"PROVIDER-ID {parms['PROVIDER-ID']}")
    require("w7_address", is_secure(parms["ADDR"], wire), f"ADDR {parms['ADDR']}")
    for name in _NUMBERS:
        require("w7_numbers", name not in parms or re.fullmatch(r"\d{1,10}", parms[name] or ""), f"{name} {parms.get(name)}")
    for name in ("BACKCOMPATRETRYDISABLED", "USEHWDEVID"):
        require("w7_flags", name not in parms or parms[name] is None, f"{name} has a value")
    require("w7_protover", parms.get("PROTOVER", "1.2") in ("1.1", "1.2"), f"PROTOVER {parms.get('PROTOVER')}")
    require(
        "default_encoding",
        parms.get("DEFAULTENCODING", "application/vnd.syncml.dm+xml") == "application/vnd.syncml.dm+xml",
        f"DEFAULTENCODING {parms.get('DEFAULTENCODING')}",
    )
    for one in characteristic.inside:
        require("w7_names", one.kind == "APPAUTH" and not one.inside, f"{one.kind} in APPLICATION")
        _auth(account, one)
    require("w7_auth", set(account.auth) == {"CLIENT", "APPSRV"}, f"APPAUTH for {' '.join(sorted(account.auth))}")
    return account


def _auth(account, characteristic):
    values = {name: value for name, value, _ in characteristic.parms}
    require("w7_names", set(values) <= _AUTH and len(values) == len(characteristic.parms), f"APPAUTH with {' '.join(values)}")
    level, kind = values.get("AAUTHLEVEL"), values.get("AAUTHTYPE")
    require("w7_auth", level in ("CLIENT", "APPSRV") and level not in account.auth, f"AAUTHLEVEL {level}, or twice")
    allowed = ("DIGEST",) if level == "CLIENT" else ("DIGEST", "BASIC")
    require("w7_auth_type", kind in allowed, f"{level} with AAUTHTYPE {kind}")
    require("w7_secret", values.get("AAUTHSECRET"), f"{level} without AAUTHSECRET")
    require("w7_auth_name", level == "CLIENT" or values.get("AAUTHNAME"), "APPSRV without AAUTHNAME")
    if kind == "DIGEST":
        try:
            nonce = base64.b64decode(values.get("AAUTHDATA") or "", validate=True)
        except binascii.Error:
            nonce = b""
        require("w7_nonce", nonce, f"{level} with AAUTHDATA {values.get('AAUTHDATA')}")
    account.auth[level] = values


def criteria(account):
    """SSLCLIENTCERTSEARCHCRITERIA as the subject and the store, unescaped."""
    text = account.parms.get("SSLCLIENTCERTSEARCHCRITERIA")
    require("criteria", text, "no SSLCLIENTCERTSEARCHCRITERIA")
    form = re.fullmatch(f"({_UNRESERVED})=({_UNRESERVED})(?:&({_UNRESERVED})=({_UNRESERVED}))*", text)
    require("criteria_escaped", form, text)
    pairs = dict(one.split("=") for one in text.split("&"))
    require("criteria", set(pairs) == {"Subject", "Stores"}, f"criteria for {' '.join(pairs)}")
    return unquote(pairs["Subject"]), unquote(pairs["Stores"])
