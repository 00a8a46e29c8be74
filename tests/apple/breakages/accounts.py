"""What account-driven enrollment and the over-the-air service must not do, and what must not be taken."""

from good_server.profiles import payload

from . import Broken, Change, body, header, keyed, options, status

_LOCATION = "apple-remotemanagement-user-login://authentication-results?access-token=abc"


def account(name, check, change, **more):
    """A broken server of accounts."""
    return Broken(name, check, change, "account", **more)


def profile(**keys):
    """Keys of the MDM payload in an account's profile."""
    return keyed("profile:account", "PayloadContent", 2, **keys)


def challenge(said):
    """Another WWW-Authenticate."""
    return header("account-401", "WWW-Authenticate", said)


class _Deaf(Broken):
    """A server that does not take the token it gave."""

    def alter(self, stage, value):
        if stage == "response:account":
            self.used, value.status = True, 401
        return value


class _Takes(Broken):
    """A server that takes what is bad."""

    def alter(self, stage, value):
        if stage == "response:refused":
            self.used, value.status = True, self.options["code"]
        return value


BROKEN = [
    account("the well-known document comes with 202", "well-known-status", status("well-known", 202)),
    account("the well-known document is text", "well-known-type", header("well-known", "Content-Type", "text/plain")),
    account("the well-known document is no JSON", "well-known-form", body("well-known", b"<plist/>")),
    account("the well-known document is an array", "well-known-form", Change("well-known", lambda value: [value])),
    account(
        "the well-known document has a key that nobody knows",
        "well-known-form",
        keyed("well-known", "Servers", 0, Url="https://localhost"),
    ),
    account("the well-known document has another version", "well-known-form", keyed("well-known", "Servers", 0, Version="mdm")),
    account(
        "the well-known document has two servers", "well-known-one-server", keyed("well-known", Servers=lambda old: old * 2)
    ),
    account("the well-known document has no server", "well-known-one-server", keyed("well-known", Servers=[])),
    account(
        "the account's server is http to another machine",
        "https",
        keyed("well-known", "Servers", 0, BaseURL="http://mdm.example.com/"),
    ),
    account("a profile is given without a token", "account-401", status("account-401", 200)),
    account("401 does not say how", "account-challenge", challenge(None)),
    account("401 asks for a password", "account-challenge", challenge('Basic realm="stand-in"')),
    account("401 names another method", "account-challenge", challenge('Bearer method="magic", url="http://localhost/"')),
    account("401 has no URL", "account-challenge", challenge('Bearer method="apple-as-web"')),
    account(
        "the sign-in is http to another machine",
        "account-sign-in",
        challenge('Bearer method="apple-as-web", url="http://id.example.com/"'),
    ),
    account("the sign-in is text", "account-page", header("page", "Content-Type", "text/plain")),
    account("the sign-in has no form", "account-page", body("page", b"<p>Welcome")),
    account(
        "the sign-in goes round and round",
        "account-page",
        status("account-end", 302, Location="/authenticate?user-identifier=ana%40example.com"),
    ),
    account("the sign-in ends with 302", "account-308", status("account-end", 302)),
    account(
        "the sign-in ends elsewhere",
        "account-location",
        status("account-end", 308, Location=_LOCATION.replace("results", "end")),
    ),
    account(
        "the sign-in ends without a token",
        "account-location",
        status("account-end", 308, Location=_LOCATION.replace("access-token", "token")),
    ),
    _Deaf("the token is not taken", "account-token", None, "account"),
    account("a user enrollment has rights", "access-rights", profile(AccessRights=8191)),
    account("a user enrollment has no mode", "enrollment-mode", profile(EnrollmentMode=None)),
    account("a user enrollment is of the other mode", "enrollment-mode", profile(EnrollmentMode="ADDE")),
    account(
        "a user enrollment has a password for its removal",
        "payload-personal",
        keyed("profile:account", PayloadContent=lambda old: [*old, payload("com.apple.profileRemovalPassword", "removal")]),
    ),
    account("the account is another's", "assigned-account", profile(AssignedManagedAppleID="ben@example.com")),
    account("the account is not there", "assigned-account", profile(AssignedManagedAppleID=None)),
    account(
        "the account's profile is XML by its type", "profile-content-type", header("account", "Content-Type", "application/xml")
    ),
    Broken("the service's second profile has no SCEP", "payload-content", keyed("profile:ota", PayloadContent=[]), "service"),
    Broken(
        "the service's second profile has SCEP twice",
        "ota-phase-two",
        keyed("profile:ota", PayloadContent=lambda old: [*old, {**old[0], **payload("com.apple.security.scep", "second")}]),
        "service",
    ),
    Broken("the service has no URL", "payload-key-missing", keyed("profile:service", "PayloadContent", URL=None), "service"),
    Broken(
        "the service asks for what nobody knows",
        "payload-key-value",
        keyed("profile:service", "PayloadContent", DeviceAttributes=["COLOUR"]),
        "service",
    ),
    Broken(
        "the service's second profile is text", "profile-content-type", header("ota", "Content-Type", "text/xml"), "service"
    ),
    Broken("the service's last profile is not signed", "profile-signed", options("sign", plain=True), "service"),
    _Takes("a bad message is taken", "bad-message", None, "abuse", code=200, device=["mdm-wrong-topic"]),
    _Takes("a bad message is answered with 401", "bad-message", None, "abuse", code=401, device=["mdm-unsigned"]),
    _Takes("an unknown message is answered with 422", "unknown-message", None, "abuse", code=422, device=["mdm-unknown-message"]),
    _Takes("an unknown message is answered with 501", "bad-message", None, "abuse", code=501, device=["mdm-get-token"]),
    _Takes("a bad message is answered with 500", "bad-message", None, "abuse", code=500, device=["mdm-truncated"]),
]
