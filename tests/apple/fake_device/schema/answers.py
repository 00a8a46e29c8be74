"""What a server answers that is a dictionary: to check-ins, to the command channel, and errors (mdm/checkin, mdm/errors)."""

from . import table

COMMAND = table("""
CommandUUID: string!
Command: dict!
  RequestType: string!
  RequestRequiresNetworkTether: boolean
  *: any
""")

GET_BOOTSTRAP_TOKEN = table("BootstrapToken: data")

WELL_KNOWN = table("""
Servers: array!
  *: dict
    Version: string! in mdm-byod mdm-adde
    BaseURL: string!
""")

UNRECOGNIZED = table("""
code: string! in com.apple.unrecognized.device
description: string
message: string
""")
