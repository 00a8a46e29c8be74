"""An iPhone, an iPad or a Mac as a server of device management sees it, in Python's own library and the `openssl` command.

It gets its certificate over SCEP (RFC 8894) as iOS asks for it, checks in, and carries out commands. It is written from Apple's
documents, schema and published source, and shares nothing with the server under test, so that a mistake made there is not made
here as well. Where a device refuses, it refuses, and says which check failed.

Each module is a step or a thing:

    checks, refusal     every check by its name, and how a step ends when one fails
    schema              which keys Apple knows, as tables
    plist, der          property lists and ASN.1, to the letter
    rsa, aes, openssl, certificate, cms    keys, requests, signatures, envelopes
    transport           one HTTP exchange, and redirects
    models, state       what this device says of itself; the folder that it keeps
    profile, installed  configuration profiles, and what they leave
    scep, certrep       a certificate
    checkin, enrollment, ota, account_driven, forms    the ways to be enrolled
    session, commands   management
    abuse, abuse_scep, abuse_mdm, abuse_post       bad messages
    command_line        options and reports
"""
