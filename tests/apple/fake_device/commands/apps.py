"""Apps: those of the person, and those that the server manages."""

from ..models import APPS
from .failure import CommandError

_KNOWN = {640199958: "com.apple.developer.wwdc-release", 361309726: "com.apple.Pages"}


def _managed(device):
    return device.get("managed_apps", {})


def _installed(session, fields):
    device, platform = session.device, session.device["identity"]["platform"]
    listed = []
    for identifier, name, short, version in APPS[platform]:
        listed.append((False, identifier, name, short, version, 1048576))
    for identifier in _managed(device):
        listed.append((True, identifier, identifier.rpartition(".")[2], "1.0", "1", 2097152))
    wanted, items, answer = fields.get("Identifiers"), fields.get("Items"), []
    for managed, identifier, name, short, version, size in listed:
        if (not managed and (fields.get("ManagedAppsOnly") or device.personal)) or (wanted and identifier not in wanted):
            continue
        app = {"Identifier": identifier, "Name": name, "ShortVersion": short, "Version": version, "BundleSize": size}
        app |= {"IsValidated": True, "Installing": False}
        answer.append({key: value for key, value in app.items() if not items or key in items})
    return {"InstalledApplicationList": answer}


def _install(session, fields):
    given = [key for key in ("iTunesStoreID", "Identifier", "ManifestURL") if key in fields]
    if len(given) != 1:
        raise CommandError(12026, "MCMDMErrorDomain", f"one of iTunesStoreID, Identifier and ManifestURL, not {given}")
    identifier = fields.get("Identifier") or _KNOWN.get(fields.get("iTunesStoreID")) or f"app.{fields[given[0]]}"
    if identifier in _managed(session.device):
        raise CommandError(12025, "MCMDMErrorDomain", f"{identifier} is installed already")
    _keep(session, identifier, fields)
    return {"Identifier": identifier, "State": "Queued"}


def _keep(session, identifier, fields):
    app = {"flags": fields.get("ManagementFlags", 0), "configured": "Configuration" in fields}
    session.device.save(managed_apps={**_managed(session.device), identifier: app})
    session.effects.append(f"app {identifier}")


def _enterprise(session, fields):
    if ("Manifest" in fields) == ("ManifestURL" in fields):
        raise CommandError(12026, "MCMDMErrorDomain", "one of Manifest and ManifestURL")
    try:
        identifier = (
            fields["Manifest"]["items"][0]["metadata"]["bundle-identifier"] if "Manifest" in fields else "app.enterprise"
        )
    except (KeyError, IndexError, TypeError):
        raise CommandError(12026, "MCMDMErrorDomain", "the manifest has no bundle-identifier") from None
    _keep(session, identifier, fields)


def _remove(session, fields):
    identifier = fields["Identifier"]
    left = {name: app for name, app in _managed(session.device).items() if name != identifier}
    if len(left) == len(_managed(session.device)):
        raise CommandError(12024, "MCMDMErrorDomain", f"{identifier} is not managed")
    session.device.save(managed_apps=left)


def _list(session, fields):
    wanted = fields.get("Identifiers")
    return {
        "ManagedApplicationList": {
            identifier: {
                "Status": "Managed",
                "ManagementFlags": app["flags"],
                "HasConfiguration": app["configured"],
                "HasFeedback": False,
                "IsValidated": True,
            }
            for identifier, app in _managed(session.device).items()
            if not wanted or identifier in wanted
        }
    }


HANDLERS = {
    "InstalledApplicationList": _installed,
    "InstallApplication": _install,
    "InstallEnterpriseApplication": _enterprise,
    "RemoveApplication": _remove,
    "ManagedApplicationList": _list,
}
