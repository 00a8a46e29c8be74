"""What a server must not say in a management session. Texts are altered in every message that has them."""

import re

from good_server.management import WLAN, atomic, command

from . import Broken, Change, answer, body, header

_NOTICE = (
    "./Device/Vendor/MSFT/Policy/Config/LocalPoliciesSecurityOptions/InteractiveLogon_MessageTextForUsersAttemptingToLogOn"
)
_LOCK = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/MinDevicePasswordLength"


def text(pattern, new):
    """A pattern replaced in each message that has it."""
    return Change("syncml", lambda value: re.sub(pattern, new, value, flags=re.S))


def asks(name, check, *batches, **options):
    """A server whose script is wrong; a batch is its commands, and whether it is final."""
    script = [batch if isinstance(batch, tuple) else (batch, True) for batch in batches]
    return Broken(name, check, Change("script", lambda _: script), "session", **options)


def says(name, check, pattern, new, **options):
    """A server whose messages are wrong."""
    return Broken(name, check, text(pattern, new), "session", **options)


def _first_status_last(value):
    found = re.search(r"<Status>.*?</Status>", value, re.S).group()
    return value.replace(found, "", 1).replace("<Final/>", found + "<Final/>")


def _too_large(response):
    response.body = response.body.replace(b"<Final/>", b" " * 524288 + b"<Final/>")


LONG = "x" * 3000
TRANSPORT = [
    Broken(
        "the management route redirects",
        "no_redirect",
        answer("management", lambda response: setattr(response, "status", 302)),
        "session",
    ),
    Broken("the management route sets a cookie", "no_cookie", header("management", "Set-Cookie", "a=b"), "session"),
    Broken(
        "the management answer has no Content-Length", "content_length", header("management", "X-No-Length", "1"), "session"
    ),
    Broken("the management answer is text/xml", "content_type", header("management", "Content-Type", "text/xml"), "session"),
    Broken(
        "the management answer is WBXML by its type",
        "content_type",
        header("management", "Content-Type", "application/vnd.syncml.dm+wbxml"),
        "session",
    ),
    Broken(
        "a session is refused with a page", "http_status", body("management", b"<h1>Forbidden", "text/html", 403), "session"
    ),
    Broken(
        "a session is refused with 401 and a message",
        "http_status",
        answer("management", lambda response: setattr(response, "status", 401)),
        "session",
    ),
    Broken("a message is larger than MaxMsgSize", "max_msg_size", answer("management", _too_large), "session"),
]
FORM = [
    says("a message is not well-formed", "syncml_well_formed", "</SyncBody>", ""),
    says("a message is of SyncML 1.1", "syncml_root", "SYNCML:SYNCML1.2", "SYNCML:SYNCML1.1"),
    says("a message has no namespace", "syncml_root", ' xmlns="SYNCML:SYNCML1.2"', ""),
    says("the body stands before the header", "syncml_root", "(<SyncHdr>.*</SyncHdr>)(<SyncBody.*</SyncBody>)", r"\2\1"),
    says("MsgID stands before SessionID", "syncml_order", "(<SessionID>.*?</SessionID>)(<MsgID>.*?</MsgID>)", r"\2\1"),
    says("a Status has its Data before its Cmd", "syncml_order", "(<Cmd>Alert</Cmd>)(<Data>200</Data>)", r"\2\1"),
    says(
        "an Item has its Data before its Target",
        "syncml_order",
        "(<Target><LocURI>./Vendor/MSFT/WiFi.*?</Target>)(<Meta>.*?</Meta><Data>.*?</Data>)",
        r"\2\1",
    ),
    says("Format is of no metinf", "meta_namespace", '<Format xmlns="syncml:metinf">chr', "<Format>chr"),
    says("VerDTD is 1.1", "versions", "<VerDTD>1.2", "<VerDTD>1.1"),
    says("SessionID is another", "session_id", "<SessionID>", "<SessionID>9"),
    says("MsgID is always 1", "msg_id", "<MsgID>[0-9]*", "<MsgID>1"),
    says("MsgID begins with 0", "msg_id", "<MsgID>1</MsgID>", "<MsgID>0</MsgID>"),
    says("Target is the server", "target", "(<SyncHdr>.*<Target><LocURI>)[^<]*", r"\1https://server"),
    says("Source is another address", "source", "(<SyncHdr>.*<Source><LocURI>)[^<]*", r"\1https://server"),
    says("a CmdID stands twice", "cmd_id", "<CmdID>10[12]</CmdID>", "<CmdID>101</CmdID>"),
    says("a command has the CmdID of a Status", "cmd_id", "<CmdID>101</CmdID>", "<CmdID>1</CmdID>"),
    says("a command in an Atomic has the CmdID of another", "cmd_id", "<CmdID>105</CmdID>", "<CmdID>101</CmdID>"),
    says("a CmdID is 0", "cmd_id", "<CmdID>101</CmdID>", "<CmdID>0</CmdID>"),
    says("a command has no CmdID", "cmd_id_there", "<CmdID>101</CmdID>", ""),
    says("there is a Copy", "known_commands", "<(/?)Get>", r"<\1Copy>"),
    says("a command is of another namespace", "known_commands", "<Get>", '<Get xmlns="urn:x">'),
    asks("a Get has no Item", "item_there", ["<Get><CmdID>#</CmdID></Get>"]),
    asks("a LocURI begins with /", "loc_uri", [command("Get", "/DevDetail/SwV")]),
    asks("a LocURI begins with Vendor", "loc_uri", [command("Get", "Vendor/MSFT/DeviceStatus")]),
    asks("a LocURI has an empty name", "loc_uri", [command("Get", "./Vendor//DeviceStatus")]),
    asks("a LocURI ends in *", "loc_uri", [command("Get", "./Vendor/MSFT/*")]),
    asks(
        "XML stands in Data as it is",
        "data_is_text",
        [command("Add", "./Vendor/MSFT/WiFi/Profile/Office/WlanXml", "@", "chr").replace("@", "<WLANProfile/>")],
    ),
    says("the server sends Results", "no_results", "<Get>.*?</Get>", "<Results><CmdID>99</CmdID></Results>"),
    says("a command stands behind Final", "final_is_last", "(<Get>.*</Get>)(.*)<Final/>", r"\2<Final/>\1"),
    says(
        "a message has neither Final nor commands",
        "final",
        "(<SyncBody[^>]*>(?:<Status>(?:(?!</Status>).)*</Status>)*)<Final/>",
        r"\1",
    ),
    asks("a session has no end", "session_ends", *[[command("Get", "./DevDetail/SwV")]] * 70),
]
STATUS = [
    says("there is no Status for SyncHdr", "hdr_status", "<Status><CmdID>1</CmdID>.*?</Status>", ""),
    says(
        "a command stands before the Status of SyncHdr",
        "body_order",
        "(<SyncBody[^>]*>)(<Status>.*</Status>)(<Get>.*?</Get>)",
        r"\1\3\2",
    ),
    Broken("the Status of SyncHdr is the last", "hdr_status", Change("syncml", _first_status_last), "session"),
    says("SyncHdr is answered with 500", "hdr_code", "<Cmd>SyncHdr</Cmd>(.*?)<Data>212", r"<Cmd>SyncHdr</Cmd>\1<Data>500"),
    says("MsgRef is the server's own", "msg_ref", "<MsgRef>1</MsgRef>", "<MsgRef>0</MsgRef>"),
    says("a Status has words for a code", "status_data", "<Cmd>Alert</Cmd><Data>200", "<Cmd>Alert</Cmd><Data>OK"),
    says("a Status is for a command that was not sent", "status_ref", "<Cmd>Alert</Cmd>", "<Cmd>Get</Cmd>"),
    says("an Alert has two Status", "status_ref", "(<Status><CmdID>)(3)(</CmdID>.*?</Status>)", r"\1\2\3\g<1>77\3"),
    says("an Alert has no Status", "status_for_each", "<Status><CmdID>3</CmdID>.*?</Status>", ""),
    says("Results have no Status", "status_for_each", "<Status>(?:(?!</Status>).)*<Cmd>Results</Cmd>.*?</Status>", ""),
    says("the device's facts are refused", "status_good", "<Cmd>Replace</Cmd><Data>200", "<Cmd>Replace</Cmd><Data>425"),
    says(
        "a Status is answered with a Status",
        "status_of_status",
        "(<SyncBody.*?<MsgRef>2</MsgRef>.*?</Status>)",
        r"\1<Status><CmdID>88</CmdID><MsgRef>2</MsgRef><CmdRef>1</CmdRef><Cmd>Status</Cmd><Data>200</Data></Status>",
    ),
]
PROOF = [
    says("a Chal has no Format", "chal", "(<Chal><Meta>)<Format.*?</Format>", r"\1"),
    says("a Chal is of HMAC", "chal", "syncml:auth-md5", "syncml:auth-MAC"),
    says("a nonce is not base64", "chal", "(<NextNonce[^>]*>)", r"\1="),
    says("a nonce is empty", "chal", "(<NextNonce[^>]*>)[^<]*", r"\1"),
    says("407 comes without a Chal", "chal_there", "<Chal>.*</Chal>", "", device=[]),
    says(
        "the nonce is the same for ever",
        "nonce_fresh",
        "(<NextNonce[^>]*>)[^<]*",
        r"\g<1>c2FtZW5vbmNl",
        device=[],
        accept="200",
    ),
    says(
        "right credentials are not accepted",
        "authenticated",
        "<Data>212</Data></Status>.*</SyncBody>",
        "<Data>401</Data></Status><Final/></SyncBody>",
    ),
    says(
        "a device that has not proved itself is given commands",
        "no_commands_before",
        "<Data>407</Data></Status>",
        "<Data>407</Data></Status><Get><CmdID>101</CmdID><Item><Target><LocURI>./DevDetail/SwV</LocURI></Target></Item></Get>",
        device=[],
    ),
    says("the server's own Cred is wrong", "server_cred", "(<SyncHdr>(?:(?!</SyncHdr>).)*<Data>)", r"\1x", proves=True),
]
LARGE = [
    asks(
        "MoreData comes with Final",
        "more_data_not_final",
        ([command("Replace", _NOTICE, LONG, "chr", more=True, size=6000)], True),
        [command("Replace", _NOTICE, LONG)],
    ),
    asks(
        "the first chunk has no Size",
        "chunk_size",
        ([command("Replace", _NOTICE, LONG, "chr", more=True)], False),
        [command("Replace", _NOTICE, LONG)],
    ),
    asks(
        "the chunks are shorter than their Size",
        "chunk_size",
        ([command("Replace", _NOTICE, LONG, "chr", more=True, size=6001)], False),
        [command("Replace", _NOTICE, LONG)],
    ),
    asks(
        "another command comes between two chunks",
        "chunk_order",
        ([command("Replace", _NOTICE, LONG, "chr", more=True, size=6000)], False),
        [command("Get", "./DevDetail/SwV"), command("Replace", _NOTICE, LONG)],
    ),
    asks(
        "the last chunk does not come",
        "chunk_ends",
        ([command("Replace", _NOTICE, LONG, "chr", more=True, size=6000)], False),
        [],
    ),
    says(
        "a message that has not ended is not gone on with",
        "next_message",
        "<Alert>(?:(?!</Alert>).)*1222.*?</Alert>",
        "",
        device=["--largest", "6000"],
        hardware=True,
    ),
    says(
        "a chunk is answered with 200",
        "chunk_status",
        "<Data>213</Data>",
        "<Data>200</Data>",
        device=["--largest", "6000"],
        hardware=True,
    ),
    says(
        "there are commands while the device is still sending",
        "more_before_commands",
        "(1222</Data></Alert>)",
        r"\1<Get><CmdID>150</CmdID><Item><Target><LocURI>./DevDetail/SwV</LocURI></Target></Item></Get>",
        device=["--largest", "6000"],
        hardware=True,
    ),
]


def _throttle(response):
    response.status = 429


def _swapped(value):
    found = re.findall(r"<Status>.*?</Status>", value, re.S)
    return value.replace("".join(found[1:3]), found[2] + found[1]) if len(found) > 2 else value


STATUS += [Broken("two Status stand the wrong way round", "status_sequence", Change("syncml", _swapped), "session")]
TRANSPORT += [
    Broken("a server that is too busy does not say for how long", "retry_after", answer("management", _throttle), "session")
]
TREE = [
    asks(
        "a Get stands in an Atomic",
        "atomic_get",
        [atomic(command("Get", "./DevDetail/SwV"), command("Replace", _LOCK, "8", "int"))],
    ),
    asks(
        "an Atomic stands in an Atomic",
        "atomic_nested",
        [atomic(command("Replace", _LOCK, "8", "int"), atomic(command("Replace", _LOCK, "9", "int")))],
    ),
    asks("a password's length is set outside an Atomic", "device_lock_atomic", [command("Replace", _LOCK, "8", "int")]),
    asks("a password's length is added", "device_lock_replace", [atomic(command("Add", _LOCK, "8", "int"))]),
    asks(
        "the retries of a renewal are set outside an Atomic",
        "renewal_schedule_atomic",
        [command("Replace", "./Device/Vendor/MSFT/CertificateStore/My/WSTEP/Renew/RetryInterval", "5", "int")],
    ),
    asks(
        "Unenroll names no provider",
        "unenroll_data",
        [command("Exec", "./Device/Vendor/MSFT/DMClient/Provider/StandIn/Unenroll", "1", "chr")],
    ),
]
_NETWORK = "./Vendor/MSFT/WiFi/Profile/Office/WlanXml"


def network(name, old, new):
    """A server whose profile of a network is wrong."""
    assert old in WLAN
    return asks(name, "wlan_profile", [command("Add", _NETWORK, WLAN.replace(old, new, 1), "chr")])


TREE += [
    network("a network's profile is not well-formed", "</MSM>", ""),
    network("a network's profile has no namespace", ' xmlns="http://www.microsoft.com/networking/WLAN/profile/v1"', ""),
    network("a network's type stands before its name", "<name>Office</name>", "<connectionType>ESS</connectionType>"),
    network("a network's profile has another name than its network", "<name>Office</name>", "<name>Guests</name>"),
    network("a network's digits are another's", "4F6666696365", "4775657374"),
    network("a network has no type", "<connectionType>ESS</connectionType>", ""),
    network("a network is connected to at will", "<connectionMode>auto", "<connectionMode>always"),
    network("a network's key has no type", "<keyType>passPhrase</keyType>", ""),
    network(
        "a network's key stands before what says whether it is encrypted",
        "<protected>false</protected><keyMaterial>correct horse</keyMaterial>",
        "<keyMaterial>correct horse</keyMaterial><protected>false</protected>",
    ),
    network("a network's passphrase is too short", "correct horse", "horse"),
    asks(
        "a network's node is another's",
        "wlan_profile",
        [command("Add", "./Vendor/MSFT/WiFi/Profile/Guests/WlanXml", WLAN, "chr")],
    ),
    asks(
        "a network's name in a LocURI has a blank",
        "ssid_escaped",
        [command("Add", "./Vendor/MSFT/WiFi/Profile/The Office/WlanXml", WLAN.replace(">Office<", ">The Office<"), "chr")],
    ),
    asks(
        "a root certificate comes in lines",
        "certificate_line",
        [
            command(
                "Add",
                "./Device/Vendor/MSFT/RootCATrustedCertificates/Root/" + "A" * 40 + "/EncodedCertificate",
                "AAAA\nAAAA",
                "b64",
            )
        ],
    ),
]
BROKEN = TRANSPORT + FORM + STATUS + PROOF + LARGE + TREE
HARDWARE = [([command("Get", "./DevDetail/Ext/DeviceHardwareData")], True)]
