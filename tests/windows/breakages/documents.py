"""What a provisioning document must not be."""

import hashlib
import re

from good_server.document import certificate as written

from . import Broken, Change, certificate, swap
from .steps import sub

_W = "document"
_USED = {}


def use(authority):
    """The authority of the stand-in, whose other keys and certificates some of these servers hand out."""
    _USED["authority"] = authority


def stranger_key():
    """A public key that is not the device's."""
    return _USED["authority"].public["stranger"]


def parm(name, value, new):
    """Another value for a parameter."""
    return swap(_W, f'name="{name}" value="{value}"', f'name="{name}" value="{new}"')


def without(name):
    """A parameter left out."""
    return sub(_W, f'<parm name="{name}"[^>]*/>', "")


def _thumbprint(text):
    found = re.findall(r'type="([0-9A-F]{40})"', text)[-1]
    return text.replace(found, hashlib.sha1(b"other").hexdigest().upper())


def _sha256(text):
    found = re.findall(r'type="([0-9A-F]{40})"', text)[-1]
    return text.replace(found, hashlib.sha256(b"other").hexdigest().upper())


def twice(kind):
    """A characteristic that stands twice, whatever is in it; it is one at the top of the document."""

    def change(text):
        part = re.search(
            f'<characteristic type="{kind}">.*?(?=<characteristic type="(?:APPLICATION|DMClient)">|</wap)', text, re.S
        ).group()
        return text.replace(part, part * 2)

    return Change(_W, change)


FORM = [
    Broken("the document is not well-formed", "wap_well_formed", swap(_W, "</wap-provisioningdoc>", "")),
    Broken(
        "the document has a default namespace",
        "wap_no_namespace",
        swap(_W, '<wap-provisioningdoc version="1.1">', '<wap-provisioningdoc version="1.1" xmlns="urn:wap">'),
    ),
    Broken(
        "a characteristic undeclares a namespace",
        "wap_no_namespace",
        swap(_W, '<characteristic type="DMClient"', '<characteristic xmlns="" type="DMClient"'),
    ),
    Broken("the document has no version", "wap_root", swap(_W, ' version="1.1"', "")),
    Broken("the root is called otherwise", "wap_root", swap(_W, "wap-provisioningdoc", "provisioningdoc", 2)),
    Broken("the document is printed prettily", "wap_no_white_space", swap(_W, "><", ">\n\t<", -1)),
    Broken(
        "the document has an element of its own",
        "wap_elements",
        swap(_W, "</wap-provisioningdoc>", "<nocharacteristic/></wap-provisioningdoc>"),
    ),
    Broken("a characteristic has no type", "wap_elements", swap(_W, '<characteristic type="DMClient">', "<characteristic>")),
    Broken("a value stands as text", "wap_parm", swap(_W, '<parm name="APPID" value="w7"/>', '<parm name="APPID">w7</parm>')),
    Broken(
        "the value stands before the name",
        "wap_parm_attributes",
        swap(_W, 'name="APPID" value="w7"', 'value="w7" name="APPID"'),
    ),
    Broken("a parameter has an attribute of its own", "wap_parm_attributes", swap(_W, 'value="w7"', 'value="w7" kind="text"')),
    Broken("a datatype is int", "wap_datatype", swap(_W, 'value="60" datatype="integer"', 'value="60" datatype="int"')),
    Broken("a boolean is 1", "wap_boolean", parm("ROBOSupport", "true", "1")),
    Broken("a boolean is True", "wap_boolean", parm("PollOnLogin", "true", "True")),
    Broken("an integer has a sign", "wap_integer", parm("RenewPeriod", "60", "+60")),
    Broken("an integer is hexadecimal", "wap_integer", parm("IntervalForFirstSetOfRetries", "15", "0xf")),
    Broken(
        "the document sets the registry",
        "known_parts",
        swap(_W, "</wap-provisioningdoc>", '<characteristic type="Registry"></characteristic></wap-provisioningdoc>'),
    ),
]
STORES = [
    Broken(
        "there is no CertificateStore",
        "certificate_store",
        sub(_W, '<characteristic type="CertificateStore">.*(?=<characteristic type="APPLICATION")', ""),
    ),
    Broken(
        "the root goes to a store of the user",
        "store_names",
        swap(_W, 'type="Root"><characteristic type="System"', 'type="Root"><characteristic type="User"'),
    ),
    Broken("the store is called MY", "store_names", swap(_W, '<characteristic type="My">', '<characteristic type="MY">')),
    Broken("there is no root", "one_root", sub(_W, '<characteristic type="Root">.*(?=<characteristic type="My")', "")),
    Broken(
        "there are two roots",
        "one_root",
        sub(_W, '(type="Root"><characteristic type="System">)(<characteristic.*?</characteristic>)', r"\1\2\2"),
    ),
    Broken(
        "there are two intermediates",
        "one_intermediate",
        sub(_W, '(type="My"><characteristic type="User">)(<characteristic.*?</characteristic>)', r"\1\2\2"),
    ),
    Broken("the certificate is for another key", "key_match", Change("certificate", lambda _: {"public_key": stranger_key()})),
    Broken(
        "the client's certificate is not there",
        "key_match",
        sub(_W, '(type="User"><characteristic.*?</characteristic>)<characteristic.*?</characteristic>', r"\1"),
    ),
    Broken(
        "there is no PrivateKeyContainer", "private_key_container", swap(_W, '<characteristic type="PrivateKeyContainer"/>', "")
    ),
    Broken(
        "EncodedCertificate is PEM",
        "encoded_certificate",
        swap(_W, 'name="EncodedCertificate" value="', 'name="EncodedCertificate" value="-----BEGIN CERTIFICATE-----'),
    ),
    Broken(
        "EncodedCertificate is cut short",
        "encoded_certificate",
        sub(_W, 'name="EncodedCertificate" value="(.{400})[^"]*"', r'name="EncodedCertificate" value="\1"'),
    ),
    Broken(
        "a thumbprint is in lower case", "thumbprint_form", sub(_W, 'type="[0-9A-F]{40}"', lambda found: found.group().lower())
    ),
    Broken("a thumbprint has colons", "thumbprint_form", sub(_W, 'type="([0-9A-F]{2})([0-9A-F]{38})"', r'type="\1:\2"')),
    Broken("a thumbprint is SHA-256", "thumbprint_form", Change(_W, _sha256)),
    Broken("a thumbprint is another certificate's", "thumbprint", Change(_W, _thumbprint)),
    Broken("the root is not self-signed", "root_is_root", Change(_W, lambda text: _stand_for("root", "intermediate", text))),
    Broken("the intermediate is no authority", "intermediate_is_authority", Change(_W, lambda text: _in_ca(text))),
    Broken("the certificate has passed", "certificate_dates", certificate(start=-86400 * 400, days=365)),
    Broken("the certificate begins tomorrow", "certificate_dates", certificate(start=86400)),
    Broken("the certificate is not for clientAuth", "client_usage", certificate(client=False)),
    Broken("the certificate is an authority", "client_usage", certificate(authority=True)),
    Broken(
        "the certificate is signed by a stranger",
        "chain",
        Change("certificate", lambda _: {"signer": _USED["authority"].key("stranger")}),
    ),
    Broken("the intermediate is left out", "chain", sub(_W, '(type="User">)<characteristic.*?</characteristic>', r"\1")),
    Broken("the root is a stranger's", "chain", Change(_W, lambda text: _stand_for("root", "stranger", text))),
    Broken(
        "a user's enrollment has its certificate in My/System",
        "store_of_type",
        Change(
            _W,
            lambda text: text.replace(
                'type="My"><characteristic type="User"', 'type="My"><characteristic type="System"'
            ).replace("My%5CUser", "My%5CSystem"),
        ),
    ),
    Broken("there is no RetryInterval", "renewal", without("RetryInterval")),
    Broken(
        "the renewal has an unknown name",
        "renewal",
        swap(_W, 'name="RetryInterval"', 'name="Retry" value="1" datatype="integer"/><parm name="RetryInterval"'),
    ),
    Broken(
        "RenewPeriod does not say its datatype",
        "renewal_datatypes",
        swap(_W, 'name="RenewPeriod" value="60" datatype="integer"', 'name="RenewPeriod" value="60"'),
    ),
    Broken(
        "ROBOSupport is a string",
        "renewal_datatypes",
        swap(_W, 'name="ROBOSupport" value="true" datatype="boolean"', 'name="ROBOSupport" value="true" datatype="string"'),
    ),
    Broken("RetryInterval is longer than RenewPeriod", "retry_interval", parm("RetryInterval", "4", "61")),
    Broken("RetryInterval is zero", "retry_interval", parm("RetryInterval", "4", "0")),
    Broken("a federated enrollment has ROBOSupport false", "robo_support", parm("ROBOSupport", "true", "false")),
    Broken(
        "a federated enrollment has no renewal",
        "robo_support",
        sub(_W, '<characteristic type="WSTEP">.*?</characteristic></characteristic>', ""),
    ),
]
BROKEN = FORM + STORES


def _stand_for(one, other, text):
    old, new = (written(getattr(_USED["authority"], name)) for name in (one, other))
    if old not in text:
        raise AssertionError(f"{one} is not in the document")
    return text.replace(old, new, 1)


def _in_ca(text):
    """The device's own certificate once more, as if it were an intermediate of CA/System, in the place of the right one."""
    own = re.findall('<characteristic type="[0-9A-F]{40}">.*?</characteristic>', text)[-1]
    return text.replace(written(_USED["authority"].intermediate), "", 1).replace(
        '<characteristic type="My">',
        f'<characteristic type="CA"><characteristic type="System">{own}</characteristic></characteristic><characteristic type="My">',
        1,
    )
