"""SyncML as a good server speaks it. What it asks is a script: a list of messages, each with its commands and whether it is final.

Everything that the device says is held to the documents and kept in `heard`, so that a test can look at it.
"""

import base64
import hashlib
import re
import secrets
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from .requests import Wrong

N = "{SYNCML:SYNCML1.2}"
M = "{syncml:metinf}"
ORIGINAL = "{http://schemas.microsoft.com/MobileDevice/MDM}originalerror"
_HEADER = ["VerDTD", "VerProto", "SessionID", "MsgID", "Target", "Source", "Cred", "Meta"]


def command(name, uri, data=None, form=None, number="#", more=False, size=None):
    """A command of the script; `#` becomes its CmdID."""
    about = "".join(
        f'<{key} xmlns="syncml:metinf">{value}</{key}>'
        for key, value in (("Format", form), ("Type", "text/plain" if form else None), ("Size", size))
        if value is not None
    )
    return (
        f"<{name}><CmdID>{number}</CmdID><Item><Target><LocURI>{escape(uri)}</LocURI></Target>{f'<Meta>{about}</Meta>' if about else ''}"
        f"{f'<Data>{escape(data)}</Data>' if data is not None else ''}{'<MoreData/>' if more else ''}</Item></{name}>"
    )


def atomic(*inner):
    """An Atomic."""
    return f"<Atomic><CmdID>#</CmdID>{''.join(inner)}</Atomic>"


_LOCK = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/"
_NOTICE = (
    "./Device/Vendor/MSFT/Policy/Config/LocalPoliciesSecurityOptions/InteractiveLogon_MessageTextForUsersAttemptingToLogOn"
)
WLAN = (
    '<?xml version="1.0"?><WLANProfile xmlns="http://www.microsoft.com/networking/WLAN/profile/v1"><name>Office</name>'
    "<SSIDConfig><SSID><hex>4F6666696365</hex><name>Office</name></SSID></SSIDConfig><connectionType>ESS</connectionType>"
    "<connectionMode>auto</connectionMode><MSM><security><authEncryption><authentication>WPA2PSK</authentication>"
    "<encryption>AES</encryption><useOneX>false</useOneX></authEncryption><sharedKey><keyType>passPhrase</keyType>"
    "<protected>false</protected><keyMaterial>correct horse</keyMaterial></sharedKey></security></MSM></WLANProfile>"
)
TEXT = "Property of the organisation. " * 200


def usual():
    """The script that a session gets when a test says nothing else."""
    return [
        (
            [
                command("Get", "./DevDetail/SwV"),
                command("Get", "./Vendor/MSFT/DeviceStatus"),
                atomic(
                    command("Replace", _LOCK + "DevicePasswordEnabled", "0", "int"),
                    command("Replace", _LOCK + "MinDevicePasswordLength", "8", "int"),
                ),
                command("Add", "./Vendor/MSFT/WiFi/Profile/Office/WlanXml", WLAN, "chr"),
                command("Replace", "./Device/Vendor/MSFT/BitLocker/RequireDeviceEncryption", "1", "int"),
                command("Delete", "./Vendor/MSFT/WiFi/Profile/Guests"),
                command("Get", "./DevDetail/Ext/Microsoft/Nothing"),
            ],
            True,
        ),
        ([command("Replace", _NOTICE, TEXT[:3000], "chr", more=True, size=len(TEXT))], False),
        ([command("Replace", _NOTICE, TEXT[3000:])], True),
        ([command("Get", _NOTICE), command("Exec", "./Device/Vendor/MSFT/CertificateStore/My/WSTEP/Renew/RenewNow")], True),
    ]


def _number(commands):
    """Numbers the commands of a message."""
    state = [100]

    def following(_):
        state[0] += 1
        return f"<CmdID>{state[0]}</CmdID>"

    return re.sub("<CmdID>#</CmdID>", following, "".join(commands))


def _need(held, what):
    if not held:
        raise Wrong(what)


class Management:
    """The sessions of a stand-in."""

    def __init__(self, stand_in):
        self.stand_in, self.live, self.heard = stand_in, {}, []
        self.script, self.accept, self.proves = usual, "212", False

    def answer(self, data, presented):
        """The answer to one message; `presented` is a client certificate in base64 that a terminator of TLS has verified."""
        root = ElementTree.fromstring(data)
        header, body = root.find(N + "SyncHdr"), root.find(N + "SyncBody")
        names = [child.tag.removeprefix(N) for child in header]
        _need(names == [name for name in _HEADER if name in names] and names[:6] == _HEADER[:6], f"SyncHdr {names}")
        device = self.stand_in.devices.get(header.findtext(f"{N}Source/{N}LocURI"))
        _need(device is not None, "an unknown device")
        key = (device["id"], header.findtext(N + "SessionID"))
        if key not in self.live:
            self.live[key] = {"number": 0, "accepted": False, "batches": list(self.script())}
        session = self.live[key]
        session["number"] += 1
        _need(header.findtext(N + "MsgID") == str(session["number"]), "MsgID")
        code, chal = self._proof(device, session, header, presented)
        reference = str(session["number"])
        statuses = [self._status("0", "SyncHdr", code, reference, chal)]
        commands, final = [], True
        if code in ("200", "212"):
            statuses += self._hear(body, reference)
            if body.find(N + "Final") is None:
                commands = ["<Alert><CmdID>#</CmdID><Data>1222</Data></Alert>"]
            elif session["batches"]:
                commands, final = session["batches"].pop(0)
        cred = ""
        if self.proves:
            cred = _cred("StandIn", device["server_secret"], device["server_nonce"])
        return (
            f'<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>{key[1]}</SessionID>'
            f"<MsgID>{session['number']}</MsgID><Target><LocURI>{device['id']}</LocURI></Target>"
            f"<Source><LocURI>{self.stand_in.base}/ManagementServer/MDM.svc</LocURI></Source>{cred}</SyncHdr>"
            f'<SyncBody xmlns:msft="http://schemas.microsoft.com/MobileDevice/MDM">{"".join(statuses)}{_number(commands)}'
            f"{'<Final/>' if final else ''}</SyncBody></SyncML>"
        )

    def _status(self, reference, name, code, message, chal=""):
        number = int(reference) + 1
        return (
            f"<Status><CmdID>{number}</CmdID><MsgRef>{message}</MsgRef><CmdRef>{reference}</CmdRef><Cmd>{name}</Cmd>{chal}"
            f"<Data>{code}</Data></Status>"
        )

    def _proof(self, device, session, header, presented):
        if presented is not None:
            _need(base64.b64decode(presented) == device["certificate"], "another certificate")
            session["accepted"] = True
        cred = header.find(N + "Cred")
        if session["accepted"] and cred is None and self.accept == "212":
            return "212", ""
        used = device["nonce"]
        if cred is not None:
            device["nonce"] = secrets.token_bytes(16)
        chal = (
            '<Chal><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-md5</Type>'
            f'<NextNonce xmlns="syncml:metinf">{base64.b64encode(device["nonce"]).decode()}</NextNonce></Meta></Chal>'
        )
        if cred is None:
            device["nonce"] = device.get("fresh") or device["nonce"]
            return "407", chal
        _need(header.findtext(f"{N}Source/{N}LocName") == f"user-{device['id']}", "LocName")
        _need(cred.findtext(f"{N}Meta/{M}Type") == "syncml:auth-md5", "Cred's Type")
        right = _digest(f"user-{device['id']}", device["secret"], used)
        if cred.findtext(N + "Data") != right:
            return "401", chal
        session["accepted"] = True
        return self.accept, chal

    def _hear(self, body, message):
        """What is in a message; a Status for each that needs one."""
        found, ids = [], set()
        for child in body:
            name = child.tag.removeprefix(N)
            if name == "Final":
                continue
            number = child.findtext(N + "CmdID")
            _need(number and number not in ids, f"CmdID {number}")
            ids.add(number)
            items = [
                (
                    item.findtext(f"{N}Source/{N}LocURI"),
                    item.findtext(f"{N}Meta/{M}Format"),
                    item.findtext(f"{N}Meta/{M}Type"),
                    item.findtext(N + "Data"),
                    item.find(N + "MoreData") is not None,
                )
                for item in child.findall(N + "Item")
            ]
            self.heard.append(
                {
                    "name": name,
                    "cmd": child.findtext(N + "Cmd"),
                    "ref": child.findtext(N + "CmdRef"),
                    "data": child.findtext(N + "Data"),
                    "original": None if child.find(N + "Data") is None else child.find(N + "Data").get(ORIGINAL),
                    "target": child.findtext(N + "TargetRef"),
                    "items": items,
                }
            )
            if name == "Status":
                continue
            _need(name in ("Alert", "Replace", "Results"), name)
            _need(name != "Results" or child.findtext(N + "Cmd") == "Get", "Results without Cmd")
            found.append(self._status(number, name, "213" if any(item[4] for item in items) else "200", message))
        return found


def _digest(name, secret, nonce):
    inner = base64.b64encode(hashlib.md5(f"{name}:{secret}".encode()).digest())
    return base64.b64encode(hashlib.md5(inner + b":" + nonce).digest()).decode()


def _cred(name, secret, nonce):
    return (
        '<Cred><Meta><Format xmlns="syncml:metinf">b64</Format><Type xmlns="syncml:metinf">syncml:auth-md5</Type></Meta>'
        f"<Data>{_digest(name, secret, nonce)}</Data></Cred>"
    )
