"""The broken servers, all of them; `breakages` has them by their subject. Run by itself it prints the list."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from breakages import (
    accounts,
    checkins,
    enrollments,
    profiles,
    scep,
    sessions,
)  # noqa: E402 - the folder is put on the path first

BROKEN = [*profiles.BROKEN, *enrollments.BROKEN, *scep.BROKEN, *checkins.BROKEN, *sessions.BROKEN, *accounts.BROKEN]

if __name__ == "__main__":
    for one in BROKEN:
        print(f"{one.check:28} {one.name}")
