#!/usr/bin/env python3
"""A fake iPhone, iPad or Mac on the command line; README.md says how it is used and what it knows.

Every command prints one line of JSON. The exit status is 0 when the server did everything right, 1 when the device refused or
was refused, 2 when the command itself was wrong.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fake_device import command_line  # noqa: E402 - the folder is put on the path first

if __name__ == "__main__":
    outcome = command_line.run(sys.argv[1:])
    print(json.dumps(outcome))
    sys.exit({"ok": 0, "unenrolled": 0, "cannot": 2}.get(outcome["result"], 1))
