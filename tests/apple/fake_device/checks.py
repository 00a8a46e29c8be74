"""Every check by its name: the rule as a sentence, and where it is written down.

`schema` is Apple's published schema of device management (github.com/apple/device-management) by file, `SecSCEP.c` and
`SecCMS.c` are of Apple's published Security project, other names are of Apple's pages on device management. `[I]` marks what no
document says: it is inferred from what other servers and clients do, or is what this project asks of itself.
"""

from collections import namedtuple

Check = namedtuple("Check", "sentence reference")

_TRANSPORT = {
    "url": ("a URL that the server gives is an absolute one with http or https", "schema com.apple.mdm"),
    "https": ("URLs are https; http is for tests on one machine", "schema com.apple.mdm"),
    "tls": ("the server's certificate is trusted by the device", "App Transport Security"),
    "reachable": ("the server answers", "RFC 9110"),
    "redirects-end": ("redirects come to an end", "Sending MDM commands to a device [I: five]"),
    "answer-size": ("an answer is no larger than a device takes", "[I: 8 MiB]"),
}
_PROFILE = {
    "profile-status": ("a profile comes with 200", "RFC 9110 [I]"),
    "profile-content-type": (
        "its Content-Type is application/x-apple-aspen-config, and nothing more",
        "Configuration Profile Reference, over-the-air delivery",
    ),
    "profile-signed": (
        "a profile is CMS SignedData in DER with the profile inside",
        "Configuration Profile Reference, signed profiles",
    ),
    "profile-one-signer": ("one signer signed it", "SecCMS.c, SecCMSVerify"),
    "profile-digest": ("by SHA-2", "[I]"),
    "profile-signature": ("digest and signature are right", "RFC 5652, 5.4"),
    "profile-signer-chain": (
        "the signer's certificate is in it, may sign, and its chain holds",
        "RFC 5652, 10.2.3; RFC 5280, 6",
    ),
    "profile-signer-dates": ("every certificate of the chain is valid now", "RFC 5280, 6.1.3"),
    "profile-plist": ("the content is a property list in XML without entities, each key once", "PropertyList-1.0.dtd"),
    "payload-key-unknown": ("every key is one that Apple knows", "schema profiles"),
    "payload-key-missing": ("every key that must be there is", "schema profiles"),
    "payload-key-type": ("every value has its type", "schema profiles"),
    "payload-key-value": ("every value is one that may be", "schema profiles"),
    "payload-type-known": ("every PayloadType is one that this device knows", "schema profiles"),
    "payload-platform": ("a payload is for this kind of device", "schema profiles, supportedOS"),
    "payload-channel": (
        "a payload on the device's channel, which is all there is here, is none for a user of a Mac alone",
        "schema profiles, devicechannel and userchannel of macOS",
    ),
    "payload-personal": ("a user enrollment gets only payloads that it allows", "schema profiles, userenrollment"),
    "payload-single": (
        "a payload of which a device takes one is there once, in one profile",
        "schema profiles, multiple: false",
    ),
    "payload-content": ("a profile has payloads", "schema TopLevel [I]"),
    "payload-identifier": ("PayloadIdentifier is written as a reverse domain name", "schema TopLevel"),
    "payload-uuid-unique": ("every PayloadUUID is there once", "schema CommonPayloadKeys"),
    "payload-identifier-unique": ("every PayloadIdentifier is there once", "schema CommonPayloadKeys [I]"),
    "certificate-payload": (
        "a certificate payload has a certificate; a root's is self-signed",
        "schema com.apple.security.root",
    ),
    "scep-subject": ("Subject is an array of arrays of pairs with known names", "schema com.apple.security.scep"),
    "scep-key-size": ("Keysize is 2048 or more; without it a device takes 1024", "schema com.apple.security.scep [I]"),
    "scep-url": ("SCEP's URL is http or https", "schema com.apple.security.scep"),
    "pinning-reference": ("a pinned certificate is a payload of the profile", "schema com.apple.mdm"),
    "vault-deferred": (
        "FileVault is turned on by management only deferred, or with a name and a password",
        "schema com.apple.MCX.FileVault2, Enable",
    ),
    "vault-key": (
        "and leaves a way back in: a personal recovery key, or a certificate for one of the institution's",
        "schema com.apple.MCX.FileVault2 [I: fdesetup(8) asks for one]",
    ),
    "escrow-certificate": (
        "EncryptCertPayloadUUID is an RSA certificate of the profile",
        "schema com.apple.security.FDERecoveryKeyEscrow",
    ),
}
_MDM = {
    "one-mdm-payload": ("an enrollment profile has one MDM payload", "schema com.apple.mdm, multiple: false"),
    "second-mdm-payload": ("no other profile has one", "schema com.apple.mdm, multiple: false"),
    "identity-reference": ("IdentityCertificateUUID is an identity of the profile", "schema com.apple.mdm"),
    "identity-scep": ("that identity comes by SCEP, which this device speaks", "[I: ACME and PKCS#12 are not spoken here]"),
    "topic": (
        "Topic is com.apple.mgmt.External. and a UUID",
        "Setting up push notifications for your device management customers",
    ),
    "server-url": ("ServerURL and CheckInURL are https and have no fragment", "schema com.apple.mdm"),
    "mac-scope": ("on a Mac, PayloadScope of an enrollment profile is System; without it it is User", "schema TopLevel [I]"),
    "sign-message": ("SignMessage is true", "schema com.apple.mdm [I]"),
    "access-rights": ("AccessRights is 1 to 8191 and whole, or not there in a user enrollment", "schema com.apple.mdm"),
    "enrollment-mode": ("EnrollmentMode is that of the account's server, and is not there without one", "schema com.apple.mdm"),
    "assigned-account": ("AssignedManagedAppleID is the account that signed in", "schema com.apple.mdm"),
    "renewal-identifier": ("an enrollment profile is replaced by one with its PayloadIdentifier", "schema TopLevel"),
    "renewal-immutable": (
        "Topic, ServerURL, CheckInURL, ServerCapabilities, EnrollmentMode and account stay",
        "schema com.apple.mdm",
    ),
    "renewal-rights": ("no right is added", "schema com.apple.mdm"),
    "renewal-challenge": ("the challenge is a new one", "RFC 8894, 7.3 [I]"),
    "renewal-new": ("the certificate is a new one and ends no earlier", "[I]"),
}
_SCEP = {
    "ca-cert-status": ("GetCACert is answered with 200", "RFC 8894, 4.2.1"),
    "ca-cert-type": (
        "its Content-Type is application/x-x509-ca-cert or -ca-ra-cert, and nothing more",
        "SecSCEP.c; compared as strings",
    ),
    "ca-cert-form": ("the body is what the Content-Type says: a certificate, or SignedData", "RFC 8894, 4.2.1"),
    "ca-cert-set": (
        "a set of certificates is not signed, and has a registration authority by key usage",
        "SecSCEP.c, SecSCEPValidateCACertMessage",
    ),
    "ca-cert-dates": ("the authority's certificates are valid now", "RFC 5280, 6.1.3"),
    "ca-cert-rsa": ("the certificate to encrypt to is RSA", "SecSCEP.c: no EC recipients"),
    "ca-cert-usage": (
        "and its key usage has keyEncipherment",
        "RFC 8894, 2.1.1 [I: Apple does not look at that of a single one]",
    ),
    "ca-fingerprint": (
        "CAFingerprint is the authority's, by MD5 or SHA-1: Apple takes no other",
        "schema com.apple.security.scep; SecSCEP.c",
    ),
    "caps-status": ("GetCACaps is answered with 200", "RFC 8894, 3.5.2"),
    "caps-type": ("with text/plain", "RFC 8894, 3.5.2"),
    "caps-post": ("POSTPKIOperation is listed, letter for letter", "RFC 8894, 3.5.2"),
    "caps-aes": ("AES is listed", "RFC 8894, 3.5.2"),
    "caps-sha": ("SHA-512 or SHA-256 is listed", "RFC 8894, 3.5.2"),
    "pki-status": ("PKIOperation is answered with 200", "RFC 8894, 4.3"),
    "pki-type": ("its Content-Type is application/x-pki-message, and nothing more", "RFC 8894, 4.3 [I: as in GetCACert]"),
    "pending-ends": ("PENDING comes to an end within Retries", "schema com.apple.security.scep"),
}
_CERTREP = {
    "certrep-der": ("CertRep is SignedData in DER", "RFC 5652, 5.1 [I: Apple reads BER, others do not]"),
    "certrep-one-signer": ("one signer signed it", "SecSCEP.c"),
    "certrep-content-type": ("its content is of type data", "RFC 8894, 3.1"),
    "certrep-signer": ("the signer is the announced authority, octet for octet", "SecSCEP.c"),
    "certrep-signature-algorithm": (
        "signatureAlgorithm is rsaEncryption with NULL",
        "strongSwan 5.9.8 takes nothing else; RFC 3370, 3.2",
    ),
    "certrep-digest-algorithm": ("the digest is SHA-2 and listed in digestAlgorithms", "RFC 8894, 2.9; RFC 5652, 5.1"),
    "certrep-sorted": ("the signed attributes are sorted", "X.690, 11.6"),
    "certrep-digest": ("messageDigest is that of the content", "RFC 5652, 5.4"),
    "certrep-signature": ("the signature is right", "RFC 5652, 5.4"),
    "certrep-printable": (
        "messageType, pkiStatus, failInfo and transactionID are PrintableString",
        "RFC 8894, 3.2.1; SecSCEP.c",
    ),
    "certrep-message-type": ("messageType is 3", "RFC 8894, 3.2.1.2"),
    "certrep-transaction": ("transactionID is the request's", "RFC 8894, 3.2.1.1"),
    "certrep-recipient-nonce": ("recipientNonce is the request's senderNonce", "RFC 8894, 3.2.1.5"),
    "certrep-sender-nonce": ("senderNonce is there, 16 octets of its own", "RFC 8894, 3.2.1.5"),
    "certrep-pki-status": ("pkiStatus is 0, 2 or 3", "RFC 8894, 3.2.1.3"),
    "certrep-fail-info": ("a FAILURE has a failInfo from 0 to 4", "RFC 8894, 3.2.1.4"),
    "certrep-no-envelope": ("FAILURE and PENDING have no content", "RFC 8894, 3.3.2"),
    "certrep-envelope": ("SUCCESS has content", "RFC 8894, 3.3.2.1"),
    "envelope-form": ("the content is EnvelopedData in DER", "RFC 5652, 6.1"),
    "envelope-version": ("its version is 0", "RFC 5652, 6.1"),
    "envelope-recipient": (
        "its one recipient is the certificate that signed the request, by rsaEncryption",
        "RFC 8894, 3.2.2; SecSCEP.c",
    ),
    "envelope-content-type": ("its content is of type data", "RFC 8894, 3.2.2"),
    "envelope-cipher": ("it is encrypted by AES-128-CBC or 3DES", "RFC 8894, 2.9; single DES is refused by OpenSSL 3"),
    "envelope-key": ("the key within is encrypted to us", "RFC 8017, 7.2"),
    "envelope-opens": ("the content decrypts", "RFC 5652, 6.3"),
    "issued-form": ("within is SignedData of certificates alone", "RFC 8894, 3.4"),
    "issued-key": ("the first is for our key", "SecSCEP.c"),
    "issued-chain": ("an announced authority signed it", "RFC 5280, 6.1"),
    "issued-dates": ("it is valid now", "RFC 5280, 6.1.3"),
    "issued-usage": ("it is for digitalSignature and clientAuth, and no authority", "RFC 5280, 4.2.1.3 and 4.2.1.12 [I]"),
    "issued-serial": ("its serial number is positive and has at most 20 octets", "RFC 5280, 4.1.2.2"),
}
_CHECK_IN = {
    "no-stray-401": (
        "no message is answered with 401: it unenrolls the device",
        "Sending MDM commands to a device; NanoMDM answers 400",
    ),
    "check-in-status": ("a check-in message is answered with 200", "Check-in"),
    "check-in-empty": ("the answer to Authenticate, TokenUpdate, CheckOut and SetBootstrapToken is empty", "schema checkin"),
    "bootstrap-answer": (
        "GetBootstrapToken is answered with a property list of BootstrapToken",
        "schema checkin getbootstraptoken",
    ),
    "bootstrap-same": ("the token is the one that was set", "schema checkin setbootstraptoken"),
    "error-type": ("an error body has the Content-Type of what it is, JSON or XML", "ErrorUnrecognizedDevice"),
    "error-keys": ("an error body has the keys of the error", "schema errors unrecognized.device"),
}
_SESSION = {
    "command-status": ("a message to ServerURL is answered with 200", "Sending MDM commands to a device"),
    "end-empty": ("the end of a session is an empty body, and no empty property list", "Sending MDM commands to a device"),
    "command-type": ("a command comes as application/xml", "Sending MDM commands to a device"),
    "command-plist": ("it is a property list in XML", "Sending MDM commands to a device"),
    "command-frame": ("it has CommandUUID and Command with RequestType", "schema commands"),
    "command-known": ("RequestType is one that Apple knows", "schema commands"),
    "command-key-unknown": ("every key of a command is one that Apple knows", "schema commands"),
    "command-key-missing": ("every key that must be there is", "schema commands"),
    "command-key-type": ("every value has its type", "schema commands"),
    "command-key-value": ("every value is one that may be", "schema commands"),
    "command-platform": ("a command is for this kind of device", "schema commands, supportedOS"),
    "command-personal": ("a user enrollment gets only what it allows", "schema commands, userenrollment"),
    "command-right": ("the right for a command is among AccessRights", "schema commands, accessrights"),
    "command-repeated": ("a command that was answered is not sent again", "NanoMDM, queue [I]"),
    "not-now-kept": ("a command that was put off is not sent again in the same session", "NotNow; NanoMDM, skipNotNow"),
    "session-ends": ("a session comes to an end", "[I: 200 commands]"),
    "query-known": ("a query of DeviceInformation is one that Apple knows", "schema information.device"),
    "attestation-nonce": ("DeviceAttestationNonce has at most 32 octets", "schema information.device"),
    "setting-known": ("an item of Settings is one that this device knows", "schema settings"),
    "declarative-json": ("Data of DeclarativeManagement is JSON", "schema declarativemanagement"),
    "lock-pin": ("DeviceLock of a Mac has a PIN", "schema device.lock [I]"),
}
_OTHERS = {
    "ota-phase-two": (
        "the second profile of the service has SCEP and no MDM payload",
        "Configuration Profile Reference, over-the-air delivery",
    ),
    "well-known-status": ("the well-known document comes with 200", "Discovering authentication servers"),
    "well-known-type": ("as application/json", "Discovering authentication servers"),
    "well-known-form": ("it has Servers with Version and BaseURL", "Discovering authentication servers"),
    "well-known-one-server": ("and one server alone", "Discovering authentication servers"),
    "account-401": (
        "a request without a token is answered with 401",
        "Implementing the simple authentication user-enrollment flow",
    ),
    "account-challenge": ("whose WWW-Authenticate is Bearer with method apple-as-web and a URL", "the same page"),
    "account-sign-in": ("that URL is https", "the same page"),
    "account-page": ("the pages there are HTML with a form, and come to an end", "[I]"),
    "account-308": ("the sign-in ends with 308", "the same page"),
    "account-location": (
        "to apple-remotemanagement-user-login://authentication-results with an access-token",
        "the same page",
    ),
    "account-token": ("the token is taken", "the same page"),
    "bad-message": (
        "a bad message is refused, by 4xx but 401, or in SCEP by FAILURE",
        "RFC 8894, 4.3; the rule of no-stray-401",
    ),
    "unknown-message": (
        "a message of a kind that the server does not know or serve is answered with 400",
        "what NanoMDM answers; Apple's pages name no status [I]",
    ),
}
GROUPS = {
    "transport": _TRANSPORT,
    "profiles": _PROFILE,
    "enrollment profiles": _MDM,
    "SCEP": _SCEP,
    "CertRep": _CERTREP,
    "check-in": _CHECK_IN,
    "sessions": _SESSION,
    "other ways to enroll, and bad messages": _OTHERS,
}
CHECKS = {name: Check(*rule) for group in GROUPS.values() for name, rule in group.items()}
