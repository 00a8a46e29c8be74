"""What the account and the poll schedule of a provisioning document must not say."""

from . import Broken, swap
from .documents import parm, twice, without
from .steps import sub

_W = "document"
_BOTH = r'<characteristic type="APPAUTH">(?:(?!<characteristic).)*?"{}".*?</characteristic>'

APPLICATION = [
    Broken("there are two accounts", "w7_application", twice("APPLICATION")),
    Broken("there is no account", "w7_application", swap(_W, 'type="APPLICATION"', 'type="DMClient"')),
    Broken("a name of w7 is in lower case", "w7_names", swap(_W, 'name="ADDR"', 'name="Addr"')),
    Broken("an APPAUTH is written AppAuth", "w7_names", swap(_W, 'type="APPAUTH"', 'type="AppAuth"')),
    Broken("a name of an APPAUTH is in lower case", "w7_names", swap(_W, 'name="AAUTHNAME"', 'name="aauthname"')),
    Broken(
        "ADDR stands twice",
        "w7_names",
        swap(_W, '<parm name="ADDR"', '<parm name="ADDR" value="https://a/"/><parm name="ADDR"'),
    ),
    Broken(
        "a parameter of w7 has a datatype",
        "w7_names",
        swap(_W, 'name="APPID" value="w7"', 'name="APPID" value="w7" datatype="string"'),
    ),
    Broken("INIT is there", "w7_init", swap(_W, '<parm name="BACKCOMPATRETRYDISABLED"/>', '<parm name="INIT"/>')),
    Broken("APPID is W7", "w7_appid", parm("APPID", "w7", "W7")),
    Broken("there is no NAME", "w7_required", without("NAME")),
    Broken("there is no ADDR", "w7_required", without("ADDR")),
    Broken("PROVIDER-ID has a space", "provider_id", parm("PROVIDER-ID", "StandIn", "Stand In")),
    Broken(
        "ADDR is http",
        "w7_address",
        sub(_W, 'name="ADDR" value="http://localhost', 'name="ADDR" value="http://mdm.example.com'),
    ),
    Broken("a number of w7 is none", "w7_numbers", parm("CONNRETRYFREQ", "6", "six")),
    Broken(
        "BACKCOMPATRETRYDISABLED has a value",
        "w7_flags",
        swap(_W, 'name="BACKCOMPATRETRYDISABLED"', 'name="BACKCOMPATRETRYDISABLED" value="1"'),
    ),
    Broken(
        "PROTOVER is 1.3",
        "w7_protover",
        swap(_W, '<parm name="BACKCOMPATRETRYDISABLED"/>', '<parm name="PROTOVER" value="1.3"/>'),
    ),
    Broken("DEFAULTENCODING is WBXML", "default_encoding", swap(_W, "vnd.syncml.dm+xml", "vnd.syncml.dm+wbxml")),
    Broken("there are no credentials of the server", "w7_auth", sub(_W, _BOTH.format("CLIENT"), "")),
    Broken("there are no credentials of the device", "w7_auth", sub(_W, _BOTH.format("APPSRV"), "")),
    Broken(
        "both credentials are for CLIENT", "w7_auth", swap(_W, '"AAUTHLEVEL" value="APPSRV"', '"AAUTHLEVEL" value="CLIENT"')
    ),
    Broken(
        "CLIENT is BASIC",
        "w7_auth_type",
        swap(
            _W, 'value="CLIENT"/><parm name="AAUTHTYPE" value="DIGEST"', 'value="CLIENT"/><parm name="AAUTHTYPE" value="BASIC"'
        ),
    ),
    Broken(
        "APPSRV is HMAC",
        "w7_auth_type",
        swap(
            _W, 'value="APPSRV"/><parm name="AAUTHTYPE" value="DIGEST"', 'value="APPSRV"/><parm name="AAUTHTYPE" value="HMAC"'
        ),
    ),
    Broken("there is no secret", "w7_secret", without("AAUTHSECRET")),
    Broken("APPSRV has no name", "w7_auth_name", without("AAUTHNAME")),
    Broken("DIGEST has no nonce", "w7_nonce", without("AAUTHDATA")),
    Broken("a nonce is not base64", "w7_nonce", sub(_W, 'name="AAUTHDATA" value="', 'name="AAUTHDATA" value="=')),
    Broken("there are no search criteria", "criteria", without("SSLCLIENTCERTSEARCHCRITERIA")),
    Broken("the search criteria have no store", "criteria", sub(_W, "&amp;Stores=My%5CUser", "")),
    Broken("the search criteria's = is not escaped", "criteria_escaped", swap(_W, "Subject=CN%3D", "Subject=CN=")),
    Broken("the search criteria's store is not escaped", "criteria_escaped", swap(_W, "My%5CUser", "My\\User")),
    Broken("the search criteria are escaped twice", "criteria_escaped", swap(_W, "&amp;Stores", "&amp;amp;Stores")),
    Broken("the search criteria look in another store", "criteria_store", swap(_W, "My%5CUser", "My%5CSystem")),
    Broken("the search criteria look for another subject", "criteria_subject", swap(_W, "Subject=CN%3D", "Subject=CN%3Dx")),
    Broken(
        "the search criteria look for an attribute more",
        "criteria_subject",
        swap(_W, "&amp;Stores", "%2CO%3DStand-in&amp;Stores"),
    ),
]
DM_CLIENT = [
    Broken("there is no DMClient", "dm_client", sub(_W, '<characteristic type="DMClient">.*(?=</wap)', "")),
    Broken(
        "the provider has another name",
        "dm_client_provider",
        swap(_W, 'type="Provider"><characteristic type="StandIn"', 'type="Provider"><characteristic type="Other"'),
    ),
    Broken(
        "the provider has an unknown name", "dm_client_names", swap(_W, '<parm name="EntDeviceName"', '<parm name="EntDevice"')
    ),
    Broken(
        "the provider has an unknown part",
        "dm_client_names",
        swap(_W, '<characteristic type="Poll">', '<characteristic type="Schedule"/><characteristic type="Poll">'),
    ),
    Broken(
        "EntDMID does not say its datatype",
        "dm_client_datatypes",
        sub(_W, '(name="EntDMID" value="[^"]*") datatype="string"', r"\1"),
    ),
    Broken("there is no EntDMID", "ent_dm_id", without("EntDMID")),
    Broken("EntDMID is empty", "ent_dm_id", sub(_W, 'name="EntDMID" value="[^"]*"', 'name="EntDMID" value=""')),
    Broken("there is no UPN", "dm_client_upn", without("UPN")),
    Broken("there is no poll schedule", "poll", sub(_W, '<characteristic type="Poll">.*?</characteristic>', "")),
    Broken("the schedule has an unknown name", "poll_names", swap(_W, '<parm name="PollOnLogin"', '<parm name="PollOnLogon"')),
    Broken("a number of the schedule is left out", "poll_integers", without("NumberOfSecondRetries")),
    Broken(
        "a number of the schedule is a string",
        "poll_integers",
        swap(
            _W,
            'name="NumberOfFirstRetries" value="8" datatype="integer"',
            'name="NumberOfFirstRetries" value="8" datatype="string"',
        ),
    ),
    Broken(
        "a flag of the schedule is a string",
        "poll_booleans",
        swap(_W, 'name="PollOnLogin" value="true" datatype="boolean"', 'name="PollOnLogin" value="true" datatype="string"'),
    ),
    Broken("the device would not call after its enrollment", "poll_first", parm("NumberOfFirstRetries", "8", "0")),
    Broken("two schedules are without end", "poll_infinite", parm("NumberOfSecondRetries", "5", "0")),
]
BROKEN = APPLICATION + DM_CLIENT
