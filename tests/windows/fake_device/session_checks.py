"""The checks of management sessions, in the form of `checks`. A person sees nothing of them: the session is in the event log only, so
they all stand under the HRESULT for what is unknown [I]."""

_SESSION = 0x80180008

_SYNCML = {
    "http_status": ("a management session is answered with 200", "[I]", _SESSION),
    "syncml_well_formed": ("a message is well-formed XML in UTF-8 without a DTD", "[MS-MDM] 2.2", _SESSION),
    "syncml_root": ("a message is SyncML of SYNCML:SYNCML1.2 with SyncHdr and SyncBody", "[MS-MDM] 2.2.4", _SESSION),
    "syncml_order": (
        "elements stand in the order of the DTD, and there are no others",
        "[MS-MDM] 2.2.2",
        _SESSION,
    ),
    "meta_namespace": ("what is in a Meta is of syncml:metinf", "OMA SyncML MetaInfo 1.2, 4", _SESSION),
    "versions": ("VerDTD is 1.2, VerProto DM/1.2", "[MS-MDM] 2.2.3.13, 2.2.3.14", _SESSION),
    "session_id": ("SessionID is the device's", "[MS-MDM] 2.2.3.8", _SESSION),
    "msg_id": ("MsgID begins with 1 and goes up by 1", "[MS-MDM] 2.2.3.6", _SESSION),
    "target": ("Target is the device's Source", "[MS-MDM] 2.2.3.11", _SESSION),
    "source": ("Source is the server's address", "[MS-MDM] 2.2.3.9; that it is ADDR to the letter is [I]", _SESSION),
    "cmd_id": ("a CmdID stands once in a message and is not 0", "[MS-MDM] 2.2.3.2", _SESSION),
    "cmd_id_there": ("a command has a CmdID (Windows: 400)", "oma-dm-protocol-support", _SESSION),
    "known_commands": ("there are only commands of OMA DM (Windows: 400)", "oma-dm-protocol-support", _SESSION),
    "item_there": ("a command has an Item (Windows: 400)", "[MS-MDM] 2.2.7; the status is [I]", _SESSION),
    "loc_uri": ("a LocURI begins with ./ and is one that a tree can have", "oma-dm-protocol-support", _SESSION),
    "data_is_text": ("XML in Data is escaped, or declares its namespace itself", "[MS-MDM] 2.2.5.1", _SESSION),
    "no_results": ("a server sends no Results", "[MS-MDM] 3.1.5.2.2", _SESSION),
    "final_is_last": ("nothing stands behind Final", "[MS-MDM] 2.2.4.3", _SESSION),
    "final": ("a message without Final has something to do", "[MS-MDM] 2.2.3.4 [I]", _SESSION),
    "session_ends": ("a session comes to an end", "[I]", _SESSION),
    "retry_after": ("a server that answers 429 says for how long", "[MS-MDM] 3.1.6", _SESSION),
    "max_msg_size": ("a message is no larger than MaxMsgSize", "[MS-MDM] 2.2.4.2", _SESSION),
}
_STATUS = {
    "hdr_status": ("the first Status is for SyncHdr", "[MS-MDM] 2.2.6.1", _SESSION),
    "body_order": ("nothing stands before it", "[MS-MDM] 2.2.6.1", _SESSION),
    "hdr_code": ("SyncHdr is answered with 200 or 212", "OMA-TS-DM_Security 1.2.1, 5.3", _SESSION),
    "msg_ref": ("MsgRef is the device's message", "[MS-MDM] 2.2.3.7", _SESSION),
    "status_data": ("Data of a Status is a code", "[MS-MDM] 2.2.6.1", _SESSION),
    "status_ref": ("a Status is for a command that was sent, and names it", "[MS-MDM] 2.2.3.3", _SESSION),
    "status_for_each": ("each Alert, Replace and Results has its Status", "[MS-MDM] 2.2.6.1, 4", _SESSION),
    "status_sequence": ("Status stand in the order of the commands", "[MS-MDM] 2.2.6.1", _SESSION),
    "status_good": ("what the device reports is taken", "[I]", _SESSION),
    "status_of_status": ("a Status is not answered with one", "[MS-MDM] 2.2.6.1 has it for extreme cases only", _SESSION),
}
_PROOF = {
    "chal": ("a Chal is of auth-md5 with a nonce in b64, or auth-basic", "OMA-TS-DM_Security 1.2.1, 5.3", _SESSION),
    "chal_there": ("401 and 407 come with a Chal", "OMA-TS-DM_Security 1.2.1, 5.3", _SESSION),
    "nonce_fresh": ("a nonce was not used before", "OMA-TS-DM_Security 1.2.1, 5.3", _SESSION),
    "authenticated": ("right credentials are accepted", "OMA-TS-DM_Security 1.2.1, 5.3", _SESSION),
    "no_commands_before": (
        "there are no commands for a device that has not proved itself",
        "OMA-TS-DM_Security 1.2.1, 5.3 [I]",
        _SESSION,
    ),
    "server_cred": ("a Cred of the server is right", "oma-dm-protocol-support", _SESSION),
}
_LARGE = {
    "more_data_not_final": ("a message with MoreData has no Final", "OMA-TS-DM_Protocol 1.2.1, 7 [I]", _SESSION),
    "chunk_size": ("the first chunk has the Size of the whole, and it is right", "OMA-TS-DM_Protocol 1.2.1, 7", _SESSION),
    "chunk_order": ("nothing comes between the chunks of an object", "OMA-TS-DM_Protocol 1.2.1, 7", _SESSION),
    "chunk_ends": ("an object's last chunk comes", "OMA-TS-DM_Protocol 1.2.1, 7", _SESSION),
    "next_message": (
        "a message of the device without Final is answered with Alert 1222",
        "[MS-MDM] 2.2.7.2; OMA-TS-DM_Protocol 1.2.1, 6",
        _SESSION,
    ),
    "chunk_status": ("a chunk of the device is answered with 213", "OMA-TS-DM_Protocol 1.2.1, 7", _SESSION),
    "more_before_commands": (
        "there are no commands before the device's package has ended",
        "OMA-TS-DM_Protocol 1.2.1, 6 [I]",
        _SESSION,
    ),
}
_TREE = {
    "atomic_get": ("there is no Get inside an Atomic (Windows: 500)", "oma-dm-protocol-support", _SESSION),
    "atomic_nested": ("there is no Atomic inside an Atomic (Windows: 500)", "oma-dm-protocol-support", _SESSION),
    "device_lock_atomic": ("DeviceLock's policies stand in an Atomic", "policy-csp-devicelock", _SESSION),
    "device_lock_replace": ("DeviceLock's policies are replaced and not added", "policy-csp-devicelock", _SESSION),
    "renewal_schedule_atomic": ("the schedule of renewals stands in an Atomic", "[MS-MDE2] 2.2.9.2", _SESSION),
    "ssid_escaped": ("a network's name in a LocURI is escaped", "wifi-csp; RFC 2396", _SESSION),
    "wlan_profile": (
        "a network's profile keeps to its schema, and calls it as its node does",
        "WLAN_profile schema; wifi-csp; that Windows looks at the name in the LocURI is [I]",
        _SESSION,
    ),
    "certificate_line": (
        "a certificate's base64 has no line feeds or the like",
        "rootcacertificates-csp; certificatestore-csp",
        _SESSION,
    ),
    "unenroll_data": ("Unenroll has the PROVIDER-ID as its Data", "disconnecting-from-mdm-unenrollment", _SESSION),
}

GROUPS = {"SyncML": _SYNCML, "Status": _STATUS, "credentials": _PROOF, "large objects": _LARGE, "tree": _TREE}
