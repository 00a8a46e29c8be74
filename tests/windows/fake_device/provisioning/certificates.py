"""CertificateStore (certificatestore-csp.md): the root, at most one intermediate, the client's own certificate, and how it is
renewed."""

import base64
import binascii
import hashlib
import re
import time

from .. import der, keys, openssl
from ..refusal import require


class Certificates:
    """What goes into the stores."""

    def __init__(self):
        self.root, self.intermediate, self.client, self.store, self.renewal = None, None, None, None, {}


def read(document, public_key, known=None, now=None):
    """Reads the stores of a document, for a request with that public key. `known` is what a device has already: the document of a
    renewal needs to say the root and the intermediate only when they are new."""
    found, between, own, containers = Certificates(), [], [], []
    stores = document.all("CertificateStore")
    require("certificate_store", stores, "no CertificateStore")
    for top in stores:  # The sample has the characteristic twice.
        for kind in top.inside:
            require("store_names", kind.kind in ("Root", "CA", "My"), f"CertificateStore/{kind.kind}")
            for store in kind.inside:
                if (kind.kind, store.kind) == ("My", "WSTEP"):
                    found.renewal = _renewal(store)
                    continue
                allowed = ("User", "System") if kind.kind == "My" else ("System",)
                require("store_names", store.kind in allowed, f"CertificateStore/{kind.kind}/{store.kind}")
                for entry in store.inside:
                    if entry.kind == "PrivateKeyContainer":
                        containers.append(store.kind)
                        continue
                    certificate = _certificate(entry)
                    # The sample of a renewal nests it in the certificate's node, that of an enrollment puts it beside.
                    containers += [store.kind] if entry.one("PrivateKeyContainer") else []
                    _sort(found, between, own, kind.kind, store.kind, certificate, public_key)
    if known is not None:
        found.root = found.root or known.root
        between = between or list(filter(None, [known.intermediate]))
    require("one_root", found.root is not None, "no certificate in Root/System")
    require("one_intermediate", len(between) <= 1, f"{len(between)} intermediate certificates")
    require("key_match", len(own) == 1, f"{len(own)} certificates in My for the key of the request")
    found.store, found.client = own[0]
    found.intermediate = between[0] if between else None
    require("private_key_container", found.store in containers, f"no PrivateKeyContainer in My/{found.store}")
    _chain(found, now or time.strftime("%Y%m%d%H%M%S", time.gmtime()))
    return found


def _sort(found, between, own, kind, store, certificate, public_key):
    if kind == "Root":
        require("one_root", found.root is None, "two certificates in Root")
        found.root = certificate
    elif kind == "CA":
        between.append(certificate)
    elif certificate.public_key == public_key:
        own.append((store, certificate))
    else:
        require(
            "key_match", certificate.is_authority(), "a certificate in My is neither for the request's key nor an authority"
        )
        between.append(certificate)


def _certificate(entry):
    text = entry.parm("EncodedCertificate")
    require("encoded_certificate", text, f"{entry.kind} without EncodedCertificate")
    try:
        data = base64.b64decode(text, validate=True)
        certificate = keys.Certificate(data)
    except (binascii.Error, der.NotDer) as why:
        require("encoded_certificate", False, f"{entry.kind}: {why}")
    require("thumbprint_form", re.fullmatch(r"[0-9A-F]{40}", entry.kind), f"{entry.kind}")
    right = hashlib.sha1(data).hexdigest().upper()
    require("thumbprint", entry.kind == right, f"{entry.kind}, and the certificate's is {right}")
    return certificate


def _chain(found, now):
    require(
        "root_is_root",
        found.root.issuer == found.root.subject_raw and found.root.is_authority(),
        "the certificate in Root is not a self-signed authority",
    )
    require(
        "intermediate_is_authority",
        found.intermediate is None or found.intermediate.is_authority(),
        "the intermediate is no authority",
    )
    fault = openssl.chain_fault(found.root.data, [found.intermediate.data] if found.intermediate else [], found.client.data)
    for one in filter(None, (found.root, found.intermediate, found.client)):
        require(
            "certificate_dates", one.not_before <= now <= one.not_after, f"{one.not_before} to {one.not_after}, and it is {now}"
        )
    require(
        "client_usage",
        found.client.is_for_clients() and not found.client.is_authority(),
        "the client's certificate is not for clientAuth, or is an authority",
    )
    require("chain", fault is None, fault)


def _renewal(store):
    renew = store.one("Renew")
    require("renewal", renew is not None and [one.kind for one in store.inside] == ["Renew"], "WSTEP without Renew")
    out = {}
    for name, kind in (("ROBOSupport", "boolean"), ("RenewPeriod", "integer"), ("RetryInterval", "integer")):
        require("renewal", renew.parm(name) is not None, f"no {name}")
        require("renewal_datatypes", renew.datatype(name) == kind, f"{name} datatype {renew.datatype(name)}")
        out[name] = renew.parm(name)
    for name in [key for key, _, _ in renew.parms if key not in out]:
        require("renewal", name in ("ServerURL", "RetryAfterExpiryInterval"), f"unknown {name}")
        out[name] = renew.parm(name)
    period, interval = int(out["RenewPeriod"]), int(out["RetryInterval"])
    require(
        "retry_interval",
        1 <= interval <= 1000 and 1 <= period <= 1000 and interval <= period,
        f"RetryInterval {interval}, RenewPeriod {period}",
    )
    return out
