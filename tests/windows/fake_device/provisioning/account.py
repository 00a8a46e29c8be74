"""The parts of a provisioning document held to each other, and put where the next commands find them."""

from . import application, certificates, dm_client, document
from .. import keys
from ..refusal import require

_PARTS = ("CertificateStore", "APPLICATION", "DMClient")


class Account:
    """An enrollment as the device keeps it."""

    def __init__(self, stores, server, provider):
        self.stores, self.server, self.provider = stores, server, provider

    def install(self, device):
        """Writes certificates and settings into the device's folder."""
        _install_certificates(self.stores, device)
        parms = self.server.parms
        device.save(
            provider_id=parms["PROVIDER-ID"],
            address=parms["ADDR"],
            default_encoding=parms.get("DEFAULTENCODING"),
            auth=self.server.auth,
            dm_client=self.provider.parms,
            poll=self.provider.poll,
            renewal=self.stores.renewal,
            nonces={level: values.get("AAUTHDATA", "") for level, values in self.server.auth.items()},
            session=0,
            search_criteria=parms["SSLCLIENTCERTSEARCHCRITERIA"],
        )

    def report(self):
        """What was installed, without the secrets."""
        parms = self.server.parms
        return {
            "provider_id": parms["PROVIDER-ID"],
            "address": parms["ADDR"],
            "store": f"My\\{self.stores.store}",
            "subject": self.stores.client.subject_as_windows_shows_it(),
            "serial_number": self.stores.client.serial.hex(),
            "not_after": self.stores.client.not_after,
            "intermediate": self.stores.intermediate is not None,
            "user_name": self.server.auth["APPSRV"].get("AAUTHNAME"),
            "auth_type": self.server.auth["APPSRV"]["AAUTHTYPE"],
            "dm_client": self.provider.parms,
            "poll": self.provider.poll,
            "renewal": self.stores.renewal,
        }


def _install_certificates(stores, device):
    device.write("client.der", stores.client.data)
    device.write("root.der", stores.root.data)
    if stores.intermediate:
        device.write("intermediate.der", stores.intermediate.data)
    device.save(store=stores.store)


def _only(found, allowed):
    require(
        "known_parts",
        not found.parms and all(one.kind in allowed for one in found.inside),
        f"{' '.join(one.kind for one in found.inside)} {' '.join(name for name, _, _ in found.parms)}",
    )


def read(data, public_key, auth_policy, enrollment_type, wire):
    """The document of an enrollment."""
    found = document.read(data)
    _only(found, _PARTS)
    stores = certificates.read(found, public_key)
    if auth_policy == "Federated":
        require("robo_support", stores.renewal.get("ROBOSupport") == "true", f"WSTEP/Renew is {stores.renewal or None}")
    wanted = {"Full": "User", "Device": "System"}[enrollment_type]
    require("store_of_type", stores.store == wanted, f"My/{stores.store} for EnrollmentType {enrollment_type}")
    server = application.read(found, wire)
    subject, store = application.criteria(server)
    require(
        "criteria_store",
        store.lower() == f"my\\{stores.store}".lower(),
        f"Stores={store}, and the certificate is in My\\{stores.store}",
    )
    shown = stores.client.subject_as_windows_shows_it()
    require(
        "criteria_subject",
        subject.replace(", ", ",") == shown.replace(", ", ","),
        f"Subject={subject}, and the certificate's is {shown}",
    )
    return Account(stores, server, dm_client.read(found, server.parms["PROVIDER-ID"], enrollment_type))


def read_renewal(data, public_key, device):
    """The document of a renewal: the new certificate, and which account it is for."""
    found = document.read(data)
    kinds = [one.kind for one in found.inside]
    # [MS-MDE2] 3.5.4.1.1.2 has the certificate alone, the sample of certificate-renewal names the provider as well.
    allowed = not found.parms and "CertificateStore" in kinds and set(kinds) <= {"CertificateStore", "APPLICATION"}
    require("renewal_parts", allowed, f"a renewal with {' '.join(kinds)}")
    for account in found.all("APPLICATION"):
        only_id = [name for name, _, _ in account.parms] == ["PROVIDER-ID"] and not account.inside
        require("renewal_credentials", only_id, "the renewal's APPLICATION has more than PROVIDER-ID")
        named = account.parm("PROVIDER-ID")
        require(
            "renewal_provider", named == device["provider_id"], f"PROVIDER-ID {named}, enrolled with {device['provider_id']}"
        )
    known = certificates.Certificates()
    known.root = keys.Certificate(device.read("root.der"))
    between = device.read("intermediate.der")
    known.intermediate = keys.Certificate(between) if between else None
    stores = certificates.read(found, public_key, known)
    require("renewal_parts", not stores.renewal, "the renewal sets WSTEP/Renew again")
    require("renewal_store", stores.store == device["store"], f"My/{stores.store}, and the old one is in My/{device['store']}")
    old = keys.Certificate(device.read("client.der"))
    require(
        "renewal_is_new",
        stores.client.data != old.data and stores.client.not_after >= old.not_after,
        "the certificate is no newer than the old one",
    )
    shown, before = stores.client.subject_as_windows_shows_it(), old.subject_as_windows_shows_it()
    require("renewal_subject", shown == before, f"{shown}, and the search criteria look for {before}")
    return stores


def install_renewal(stores, device):
    """Puts a renewed certificate in the old one's place."""
    _install_certificates(stores, device)
