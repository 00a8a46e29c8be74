"""A Windows PC as a mobile device management server sees it, in Python's own library and the `openssl` command.

It enrolls over [MS-MDE2], [MS-XCEP] and [MS-WSTEP], and is managed over OMA-DM ([MS-MDM]). It is written from Microsoft's
documents and shares nothing with the server under test, so that a mistake made there is not made here as well. Where Windows
refuses, it refuses, and says which check failed and what a person would see.

Each module is a step or a thing:

    names           namespaces, actions and token types, letter for letter
    checks          every check by its name, with where it is written down and the HRESULT that a person sees
    refusal         how a step ends when a check fails or the server answers with a fault
    markup          XML with its prefixes and declarations kept
    transport       one HTTP exchange, and what it must not carry
    der, keys       the bytes of requests and certificates
    identity        what this PC says of itself; the folder that it keeps
    soap            envelopes
    discovery, web_view, policies, enrollment, renewal     the steps of an enrollment
    provisioning    the document that an enrollment ends with
    syncml, session, commands, tree, unenrollment          management
"""
