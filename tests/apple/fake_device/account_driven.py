"""Account-driven enrollment: the well-known document, the sign-in in a web view, and the token that every later request
carries."""

import json
import re
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, quote, urlsplit

from . import cms, forms, ota, plist, profile, schema
from .enrollment import enroll
from .refusal import Fault, require
from .schema.answers import WELL_KNOWN
from .transport import joined

SCHEME = "apple-remotemanagement-user-login"
_PARAMETER = re.compile(r'([a-z-]+)="([^"]*)"')
_PAGES = 12


def run(device, wire, given, report):
    """From an account to an enrolled device."""
    account = given["account"]
    version, base = discover(wire, account, device["identity"]["family"], given["server"])
    report["well_known"] = {"version": version, "base_url": base}
    # The device has no certificate of Apple here: it signs with one that it makes.
    body = _machine(device)
    answer = _ask(wire, base, body)
    if answer.status != 401:
        require("account-401", answer.status >= 400, f"{answer.status} without a token")
        raise Fault("account", answer.status, answer.body)
    token = sign_in(wire, _challenge(answer), account, dict(given["choose"]), report)
    answer = _ask(wire, base, body, token)
    if answer.status == 401:
        require("account-token", False, "the token that the sign-in gave is not taken")
    profile.hold_answer(answer)
    made = profile.Profile(answer.body, given["unsigned"])
    device.save(access_token=token, account_version=version)
    try:
        enroll(device, wire, made, given, report, (account, version))
    except Exception:
        if device.get("state") != "enrolled":
            device.save(access_token=None, account_version=None)
        raise


def again(device, wire, answer, choices, report):
    """Signs in anew, for a token that has expired."""
    account = device["mdm"]["AssignedManagedAppleID"]
    device.save(access_token=sign_in(wire, _challenge(answer), account, choices, report))


def discover(wire, account, family, server=None):
    """The well-known document of the account's domain: which kind of enrollment, and where."""
    origin = server.rstrip("/") if server else f"https://{account.rpartition('@')[2]}"
    query = f"user-identifier={quote(account, safe='')}&model-family={family}"
    answer = wire.follow("GET", f"{origin}/.well-known/com.apple.remotemanagement?{query}")
    if answer.status >= 400:
        raise Fault("well-known", answer.status, answer.body)
    require("well-known-status", answer.status == 200, f"{answer.status}")
    require("well-known-type", answer.media_type() == "application/json", f"Content-Type: {answer.kind()}")
    try:
        value = json.loads(answer.body)
    except ValueError as why:
        require("well-known-form", False, str(why))
    require("well-known-form", isinstance(value, dict), "no object")
    for problem in schema.problems(WELL_KNOWN, value):
        require("well-known-form", False, f"{problem.kind}: {problem.where} {problem.what}")
    require("well-known-one-server", len(value["Servers"]) == 1, f"{len(value['Servers'])} servers")
    found = value["Servers"][0]
    require("https", wire.is_secure(found["BaseURL"]), found["BaseURL"])
    return found["Version"], found["BaseURL"]


def _machine(device):
    identity = device["identity"]
    body = plist.write({"LANGUAGE": "en-US", "PRODUCT": identity["ProductName"], "VERSION": identity["BuildVersion"]})
    return cms.sign(body, *ota.stand_in_identity(device), device.signing)


def _ask(wire, base, body, token=None):
    headers = [("Content-Type", "application/pkcs7-signature")]
    return wire.follow("POST", base, headers + ([("Authorization", f"Bearer {token}")] if token else []), body)


def _challenge(answer):
    """The parameters of the one 401 that is right: `Bearer` with the method apple-as-web and a URL."""
    said = answer.header("WWW-Authenticate") or ""
    scheme, _, rest = said.partition(" ")
    found = dict(_PARAMETER.findall(rest))
    require("account-challenge", scheme == "Bearer", f"WWW-Authenticate: {said}")
    require("account-challenge", found.get("method") == "apple-as-web" and found.get("url"), f"WWW-Authenticate: {said}")
    return found["url"]


def sign_in(wire, url, account, choices, report):
    """The web view: pages and redirects until the 308 to the device's own scheme; the token in it."""
    require("account-sign-in", wire.is_secure(url), url)
    joint = "&" if "?" in url else "?"
    request, cookies, pages = ("GET", f"{url}{joint}user-identifier={quote(account, safe='')}", None), {}, []
    for _ in range(_PAGES):
        method, target, body = request
        headers = [("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))] if cookies else []
        if method == "POST":
            origin = "{0.scheme}://{0.netloc}".format(urlsplit(target))
            headers += [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", origin)]
        answer = wire.exchange(method, target, headers, body)
        pages.append(f"{method} {answer.status} {urlsplit(target).path}")
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                cookies.update({key: one.value for key, one in SimpleCookie(value).items()})
        where = answer.header("Location")
        if 300 <= answer.status < 400 and where:
            where = joined(target, where)
            if where.startswith(f"{SCHEME}:"):
                report["sign_in"] = pages
                return _token(answer, where)
            request = (method, where, body) if answer.status in (307, 308) else ("GET", where, None)
            continue
        if answer.status >= 400:
            raise Fault("sign-in", answer.status, answer.body)
        require("account-page", answer.media_type() == "text/html", f"Content-Type: {answer.kind()}")
        form = forms.first_form(answer.body.decode("utf-8", "replace"))
        require("account-page", form is not None, f"no form on {target}")
        request = form.filled(target, {"user": account, "username": account, "email": account, **choices})
    require("account-page", False, f"no end after {pages}")
    return None


def _token(answer, where):
    require("account-308", answer.status == 308, f"{answer.status} to {where.partition('?')[0]}")
    place, _, query = where.partition("?")
    require("account-location", place.rstrip("/") == f"{SCHEME}://authentication-results", place)
    tokens = parse_qs(query).get("access-token", [])
    require("account-location", len(tokens) == 1 and tokens[0], f"{len(tokens)} values of access-token")
    return tokens[0]
