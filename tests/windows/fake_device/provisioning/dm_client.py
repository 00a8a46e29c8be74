"""DMClient (dmclient-csp.md): who the device is to the server, and when it calls."""

from ..refusal import require

_INTEGERS = (
    "NumberOfFirstRetries",
    "IntervalForFirstSetOfRetries",
    "NumberOfSecondRetries",
    "IntervalForSecondSetOfRetries",
    "NumberOfRemainingScheduledRetries",
    "IntervalForRemainingScheduledRetries",
)
_BOOLEANS = ("PollOnLogin", "AllUsersPollOnFirstLogin")
_PARMS = {
    "UPN",
    "EntDMID",
    "EntDeviceName",
    "SignedEntDMID",
    "CertRenewTimeStamp",
    "PublisherDeviceID",
    "ManagementServiceAddress",
    "HelpPhoneNumber",
    "HelpWebsite",
    "HelpEmailAddress",
    "RequireMessageSigning",
    "SyncApplicationVersion",
    "MaxSyncApplicationVersion",
    "AADResourceID",
    "EnableOmaDmKeepAliveMessage",
}


class Provider:
    """The provider's parameters and its poll schedule, in minutes."""

    def __init__(self, parms, poll):
        self.parms, self.poll = parms, poll


def read(document, provider_id):
    """The one provider, which must be the account's."""
    providers = document.at("DMClient", "Provider")
    require("dm_client", providers is not None and len(document.all("DMClient")) == 1, "no DMClient/Provider")
    kinds = [one.kind for one in providers.inside]
    require("dm_client_provider", kinds == [provider_id], f"DMClient/Provider/{' '.join(kinds)}, PROVIDER-ID {provider_id}")
    provider = providers.inside[0]
    for name, _, kind in provider.parms:
        require("dm_client_names", name in _PARMS, f"{name} in DMClient/Provider/{provider_id}")
        require("dm_client_datatypes", kind is not None, f"{name} without datatype")
    for one in provider.inside:
        require(
            "dm_client_names",
            one.kind in ("Poll", "Push", "CustomEnrollmentCompletePage", "FirstSyncStatus", "EnhancedAppLayerSecurity"),
            one.kind,
        )
    require("ent_dm_id", provider.parm("EntDMID"), "no EntDMID")
    require("dm_client_upn", provider.parm("UPN"), "no UPN")
    poll = provider.one("Poll")
    require("poll", poll is not None, "no Poll")
    return Provider({name: value for name, value, _ in provider.parms}, _schedule(poll))


def _schedule(poll):
    for name, _, _ in poll.parms:
        require("poll_names", name in _INTEGERS + _BOOLEANS, f"{name} in Poll")
    for name in _INTEGERS:
        require("poll_integers", poll.datatype(name) == "integer", f"{name} datatype {poll.datatype(name)}")
    for name in _BOOLEANS:
        require(
            "poll_booleans", not poll.has(name) or poll.datatype(name) == "boolean", f"{name} datatype {poll.datatype(name)}"
        )
    values = {name: int(poll.parm(name)) for name in _INTEGERS}
    for name in ("First", "Second"):
        number, interval = values[f"NumberOf{name}Retries"], values[f"IntervalFor{name}SetOfRetries"]
        require("poll_interval", (number == 0) or interval > 0, f"{number} retries every {interval} minutes")
    require("poll_interval", values["IntervalForRemainingScheduledRetries"] > 0, "the device would never call again")
    return values | {name: poll.parm(name) == "true" for name in _BOOLEANS if poll.has(name)}
