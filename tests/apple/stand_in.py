#!/usr/bin/env python3
"""Runs the server that does everything right, to try the device by hand.

    stand_in.py [--port PORT] [--keys FOLDER] [--registration] [--polls N]

It prints the URLs of an enrollment, and runs until it is interrupted. Nothing that it knows outlives it, except the keys of its
authority where a folder is given.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from good_server import server  # noqa: E402 - the folder is put on the path first
from good_server.authority import Authority  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--keys")
    parser.add_argument("--registration", action="store_true", help="a registration authority beside the authority")
    parser.add_argument("--polls", type=int, default=0, help="how often SCEP answers PENDING first")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stand_in = server.StandIn(Authority(given.keys or folder), None, given.registration, given.polls)
        listener = server.serve(stand_in, given.port)
        print(f"{stand_in.base}/enroll {stand_in.base}/service", flush=True)
        try:
            listener.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
