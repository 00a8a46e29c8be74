"""Management sessions."""

from good_server.management import TEXT, WLAN, atomic, command

from .before import accepts, codes, enrolled


def managed(stage):
    """The usual script: everything is done, answered and heard."""
    management, folder = enrolled(stage)
    report = accepts(stage.run("session", folder, "--eager"))
    assert codes(report) == [
        ("Get", 200),
        ("Get", 200),
        ("Replace", 200),
        ("Replace", 200),
        ("Atomic", 200),
        ("Add", 200),
        ("Replace", 200),
        ("Delete", 404),
        ("Get", 404),
        ("Replace", 213),
        ("Replace", 200),
        ("Get", 200),
        ("Exec", 200),
    ], codes(report)
    assert report["challenged"] == 0 and report["authenticated"] and report["effects"] == ["renewal asked for"]
    results = {one["items"][0][0]: one["items"][0] for one in management.heard if one["name"] == "Results"}
    assert results["./DevDetail/SwV"][1:4] == ("chr", "text/plain", "10.0.22631.4460")
    assert "Antivirus/" in results["./Vendor/MSFT/DeviceStatus"][3] and results["./Vendor/MSFT/DeviceStatus"][1] == "node"
    assert TEXT in [item[3] for item in results.values()]
    assert [one["data"] for one in management.heard if one["name"] == "Alert"] == ["1201", "1224", "1222"]
    statuses = [(one["cmd"], one["data"]) for one in management.heard if one["name"] == "Status"]
    assert statuses[:5] == [("SyncHdr", "200"), ("Get", "200"), ("Get", "200"), ("Atomic", "200"), ("Replace", "200")], statuses


def second_session(stage):
    """The nonce of the last Chal is the next session's, and the tree is kept."""
    management, folder = enrolled(stage)
    accepts(stage.run("session", folder, "--eager"))
    management.script = lambda: [([command("Get", "./Vendor/MSFT/WiFi/Profile")], True)]
    report = accepts(stage.run("session", folder, "--eager"))
    assert (report["session_id"], report["challenged"], report["commands"][0]["data"]) == ("2", 0, "Office")


def challenged(stage):
    """Without credentials the server asks for them."""
    _, folder = enrolled(stage)
    report = accepts(stage.run("session", folder))
    assert report["challenged"] == 1 and [one["proved"] for one in report["messages"]][:3] == [False, True, False]


def stray(stage):
    """A Status for a message that never was is not answered."""
    _, folder = enrolled(stage)
    accepts(stage.run("session", folder, "--stray-status"))


def each_message(stage):
    """A server that answers 200 wants credentials with every message, each with the next nonce."""
    management, folder = enrolled(stage)
    management.accept = "200"
    report = accepts(stage.run("session", folder, "--eager"))
    assert all(one["proved"] for one in report["messages"]) and report["challenged"] == 0


def by_certificate(stage):
    """A terminator of TLS says who it is, and no credentials are needed."""
    _, folder = enrolled(stage)
    report = accepts(
        stage.run("session", folder, "--auth", "certificate", "--header", "Stand-In-Client-Certificate: {certificate}")
    )
    assert report["challenged"] == 0 and not report["authenticated"]


def server_proved(stage):
    """A server that sends a Cred, and a right one."""
    management, folder = enrolled(stage)
    management.proves = True
    accepts(stage.run("session", folder))


def large_results(stage):
    """Results that are too large for a message come in chunks."""
    management, folder = enrolled(
        stage, [[command("Get", "./DevDetail/Ext/DeviceHardwareData"), command("Get", "./DevDetail/SwV")]]
    )
    report = accepts(stage.run("session", folder, "--largest", "6000"))
    assert [one["final"] for one in report["messages"]].count(False) > 3
    parts = [
        one["items"][0] for one in management.heard if one["name"] == "Results" and one["items"][0][0].endswith("HardwareData")
    ]
    assert "".join(part[3] for part in parts) == "VABHAEEA" * 1200 and [part[4] for part in parts] == [True] * (
        len(parts) - 1
    ) + [False]


def original_error(stage):
    """A server that speaks version 3.0 is told the original error from the next session on."""
    version = "./Device/Vendor/MSFT/DMClient/Provider/StandIn/SyncApplicationVersion"
    management, folder = enrolled(stage, [[command("Add", version, "3.0", "chr"), command("Get", "./DevDetail/Nothing")]])
    accepts(stage.run("session", folder))
    assert [one["original"] for one in management.heard if one["data"] == "404"] == [None]
    management.script = lambda: [([command("Get", "./DevDetail/Nothing")], True)]
    accepts(stage.run("session", folder))
    assert [one["original"] for one in management.heard if one["data"] == "404"] == [None, "0x86000002"]


def too_busy(stage):
    """A server that is too busy is asked again when it says."""
    turns = iter(range(2))

    def busy(at, value):
        if at == "response:management" and next(turns, None) is not None:
            value.status = 429
            value.set("Retry-After", "0")
        return value

    _, folder = enrolled(stage, [[command("Get", "./DevDetail/SwV")]])
    stage.now.alter = busy
    stage.now.management.live.clear()
    report = stage.run("session", folder)
    assert report["throttled"] == 2, report


def markup_in_data(stage):
    """XML in Data that declares its namespace is data."""
    profile = WLAN.partition("?>")[2]
    path = "./Vendor/MSFT/WiFi/Profile/Office/WlanXml"
    _, folder = enrolled(stage, [[command("Add", path, "@", "chr").replace("@", profile), command("Get", path)]])
    assert accepts(stage.run("session", folder))["commands"][1]["data"] == profile


def moved(stage):
    """The server's address is changed, and the next session goes there."""
    path = "./Vendor/MSFT/DMClient/Provider/StandIn/ManagementServiceAddress"
    _, folder = enrolled(stage, [[command("Replace", path, "http://127.0.0.1:1/MDM.svc", "chr")]])
    assert accepts(stage.run("session", folder))["address"] == "http://127.0.0.1:1/MDM.svc"
    assert stage.run("session", folder)["check"] == "reachable"


def several_items(stage):
    """Several items of one command have a Status each, which says which it is."""
    one, other = ("<Item><Target><LocURI>./DevDetail/%s</LocURI></Target></Item>" % name for name in ("SwV", "Nothing"))
    management, folder = enrolled(stage, [["<Get><CmdID>#</CmdID>" + one + other + "</Get>"]])
    accepts(stage.run("session", folder))
    found = [(it["data"], it["target"]) for it in management.heard if it["cmd"] == "Get" and it["name"] == "Status"]
    assert found == [("200", "./DevDetail/SwV"), ("404", "./DevDetail/Nothing")], found


def rolled_back(stage):
    """One failure takes an Atomic back."""
    lock = "./Device/Vendor/MSFT/Policy/Config/DeviceLock/"
    management, folder = enrolled(
        stage,
        [
            [
                atomic(
                    command("Replace", lock + "MinDevicePasswordLength", "8", "int"),
                    command("Replace", lock + "DevicePasswordHistory", "500", "int"),
                    command("Replace", lock + "DevicePasswordEnabled", "0", "int"),
                )
            ],
            [command("Get", lock + "MinDevicePasswordLength")],
        ],
    )
    report = accepts(stage.run("session", folder))
    heard = [(one["cmd"], one["data"]) for one in management.heard if one["name"] == "Status"][1:5]
    assert heard == [("Atomic", "507"), ("Replace", "216"), ("Replace", "500"), ("Replace", "215")], heard
    assert codes(report)[-1] == ("Get", 404)


def statuses(stage):
    """Windows' statuses for what cannot be done."""
    tries = [
        ("Replace", "./DevDetail/SwV", "1", "chr", 405),
        ("Add", "./DevDetail/SwV", "1", "chr", 405),
        ("Exec", "./DevDetail/SwV", None, None, 405),
        ("Get", "./Vendor/MSFT/RemoteWipe/doWipe", None, None, 405),
        ("Exec", "./Vendor/MSFT/RemoteLock/Lock", None, None, 404),
        ("Replace", "./Vendor/MSFT/Policy/Config/Camera/AllowCamera", "no", "int", 415),
        ("Replace", "./Vendor/MSFT/Policy/Config/Camera/AllowCamera", "0", "chr", 415),
        ("Replace", "./Vendor/MSFT/Policy/Config/Camera/AllowCamera", "7", "int", 500),
        ("Add", "./vendor/msft/policy/config/camera/allowcamera", "0", "int", 200),
        ("Add", "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera", "0", "int", 418),
        ("Replace", "./Vendor/MSFT/Policy/Config/Camera/AllowMirrors", "0", "int", 404),
        ("Delete", "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera", None, None, 200),
        ("Delete", "./DevDetail/SwV", None, None, 405),
        ("Replace", "./Vendor/MSFT/CertificateStore/Root/System/" + "A" * 40 + "/EncodedCertificate", "AAAA", "b64", 404),
        ("Add", "./Vendor/MSFT/CertificateStore/Root/System/" + "A" * 40 + "/EncodedCertificate", "AAAA", "b64", 500),
        ("Get", "./DevDetail/SwV?list=Struct", None, None, 406),
        ("Replace", "./User/Vendor/MSFT/Policy/Config/Camera/AllowCamera", "0", "int", 404),
    ]
    _, folder = enrolled(stage, [[command(*one[:4]) for one in tries]])
    report = accepts(stage.run("session", folder, "--login", "none"))
    assert [one["status"] for one in report["commands"]] == [one[4] for one in tries], codes(report)


def restarted(stage):
    """A new name is the PC's after a restart."""
    _, folder = enrolled(
        stage,
        [
            [
                command("Add", "./Device/Vendor/MSFT/Accounts/Domain/ComputerName", "OFFICE-%RAND:4%", "chr"),
                command("Exec", "./Device/Vendor/MSFT/Reboot/RebootNow"),
            ]
        ],
    )
    report = accepts(stage.run("session", folder))
    assert (
        report["device_name"].startswith("OFFICE-") and len(report["device_name"]) == 11 and report["effects"] == ["rebooted"]
    )


def restarted_before_2004(stage):
    """A PC before version 2004 has no DNSComputerName: it takes its name from the Accounts provider."""
    management, name = stage.put().management, "./DevDetail/Ext/Microsoft/DNSComputerName"
    folder = stage.new_pc()
    accepts(stage.enroll(folder, "--os-version", "10.0.18363.1"))
    management.script = lambda: [
        ([command("Replace", name, "OFFICE-7", "chr")], True),
        (
            [
                command("Add", "./Device/Vendor/MSFT/Accounts/Domain/ComputerName", "OFFICE-7", "chr"),
                command("Exec", "./Device/Vendor/MSFT/Reboot/RebootNow"),
            ],
            True,
        ),
    ]
    report = accepts(stage.run("session", folder))
    assert codes(report) == [("Replace", 404), ("Add", 200), ("Exec", 200)] and report["device_name"] == "OFFICE-7"


def networks(stage):
    """A network is added and then replaced; what is not there cannot be replaced; its node takes it away."""
    node = "./Vendor/MSFT/WiFi/Profile/Office"
    _, folder = enrolled(
        stage,
        [
            [
                command("Replace", f"{node}/WlanXml", WLAN, "chr"),
                command("Add", f"{node}/WlanXml", WLAN, "chr"),
                command("Add", f"{node}/WlanXml", WLAN, "chr"),
                command("Replace", f"{node}/WlanXml", WLAN.replace("horse", "house"), "chr"),
                command("Delete", node),
                command("Get", f"{node}/WlanXml"),
            ]
        ],
    )
    report = accepts(stage.run("session", folder))
    assert [one["status"] for one in report["commands"]] == [404, 200, 418, 200, 200, 404]


def facts(stage):
    """A fact that the tester sets is what the server reads."""
    _, folder = enrolled(stage, [[command("Get", "./Vendor/MSFT/DeviceStatus/SecureBootState")]])
    report = accepts(stage.run("session", folder, "--set", "./Vendor/MSFT/DeviceStatus/SecureBootState=0"))
    assert report["commands"][0]["data"] == "0"


SCENES = {
    "a session runs to its end": managed,
    "a second session has the next nonce and the kept tree": second_session,
    "a server that asks for credentials gets them": challenged,
    "a session may begin with a stray Status": stray,
    "a server that wants credentials each time gets them": each_message,
    "a certificate needs no credentials": by_certificate,
    "a server that proves itself is accepted": server_proved,
    "large results come in chunks": large_results,
    "a server of version 3.0 is told the original error": original_error,
    "a server that is too busy is asked again": too_busy,
    "XML in Data is data": markup_in_data,
    "a server that moves is followed": moved,
    "several items have a Status each": several_items,
    "an Atomic is taken back": rolled_back,
    "what cannot be done has Windows' status": statuses,
    "a restart gives the PC its new name": restarted,
    "a PC before version 2004 is named by the Accounts provider": restarted_before_2004,
    "a network is added, replaced and deleted": networks,
    "a fact that is set is read": facts,
}
