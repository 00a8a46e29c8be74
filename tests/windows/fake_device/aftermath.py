"""What happens to the PC once a session is over: a wipe, a restart with a new name, a renewal that is due."""

import re
import secrets

from .identity import Device

_NAMES = ("vendor/msft/accounts/domain/computername", "devdetail/ext/microsoft/dnscomputername")


def settle(device: Device, tree, effects, report):
    """Does what the session's commands have begun."""
    if "wiped" in effects:
        device.forget()
        device.path("state.json").unlink()  # After a wipe it is another PC, which has only its hardware in common.
        report["pc"] = "wiped"
        return
    address = tree.of_provider("ManagementServiceAddress")
    if address and address != device["address"]:
        device.save(address=address)
        report["address"] = address
    if "renewal asked for" in effects:
        device.save(renewal_due=True)
    if "rebooted" in effects:
        _rename(device, tree, report)


def _rename(device, tree, report):
    asked = tree.nodes.get(_NAMES[0]) or tree.nodes.get(_NAMES[1])
    if asked is None:
        return
    name = _spelled(asked[3], device["identity"])
    if name == device["identity"]["device_name"]:
        return
    device.save(identity=device["identity"] | {"device_name": name})
    for key in (_NAMES[1], "devdetail/ext/microsoft/devicename"):
        if key in tree.nodes:
            path, form, access, _ = tree.nodes[key]
            tree.nodes[key] = (path, form, access, name)
    tree.nodes.pop(_NAMES[0], None)
    tree.save()
    report["device_name"] = name


def _spelled(name, identity):
    """The macros of accounts-csp.md, cut to the 15 characters of a NetBIOS name."""
    digits = re.sub(
        r"%RAND:(\d+)%", lambda found: "".join(secrets.choice("0123456789") for _ in range(int(found.group(1)))), name
    )
    return digits.replace("%SERIAL%", identity["serial_number"])[:15]
