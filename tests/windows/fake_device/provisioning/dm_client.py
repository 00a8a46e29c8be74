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


def read(document, provider_id, enrollment_type):
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
    require("dm_client_upn", enrollment_type == "Device" or provider.parm("UPN"), "no UPN for the enrollment of a person")
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
    require("poll_first", values["NumberOfFirstRetries"] > 0, "NumberOfFirstRetries is 0")
    infinite = [name for name, interval in zip(_INTEGERS[::2], _INTEGERS[1::2]) if values[name] == 0 and values[interval] > 0]
    require("poll_infinite", len(infinite) <= 1, f"{' and '.join(infinite)} are without end")
    return values | {name: poll.parm(name) == "true" for name in _BOOLEANS if poll.has(name)}
