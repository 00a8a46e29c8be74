"""The command Settings: each item has its own result."""

from .. import schema
from ..refusal import require
from ..schema.commands import PERSONAL_SETTINGS, SETTINGS
from .failure import CommandError


def _settings(session, fields):
    results = []
    for item in fields["Settings"]:
        kind = item.get("Item")
        require("command-key-missing", isinstance(kind, str), "Settings: Item")
        try:
            require("setting-known", kind in SETTINGS, kind)
            for problem in schema.problems(SETTINGS[kind], item):
                require(f"command-key-{problem.kind}", False, f"Settings {kind}: {problem.where} {problem.what}")
            _set(session.device, kind, item)
            results.append({"Item": kind, "Status": "Acknowledged"})
        except CommandError as why:
            results.append({"Item": kind, "Status": "Error", "ErrorChain": why.chain()})
    return {"Settings": results}


def _set(device, kind, item):
    if device.personal and kind not in PERSONAL_SETTINGS:
        raise CommandError(12078, "MCMDMErrorDomain", f"a user enrollment does not set {kind}")
    if kind == "DeviceName" and device["identity"]["platform"] == "ios" and not device.get("supervised"):
        raise CommandError(12021, "MCMDMErrorDomain", "only a supervised device takes a name")
    value = item.get(kind, item.get("Enabled"))
    if kind == "DeviceName":
        device.save(identity={**device["identity"], "DeviceName": value})
    else:
        device.save(settings={**device.get("settings", {}), kind: value})


HANDLERS = {"Settings": _settings}
