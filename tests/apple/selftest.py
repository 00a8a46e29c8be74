#!/usr/bin/env python3
"""Tests the device: the good server must be accepted, and every broken one rejected by the check that is named for it.

    selftest.py [WORDS]

With WORDS only the tests run whose names have them. It ends with `N passed, N failed`, and with 1 when something failed. A
check without a broken server that shows it is a failure too: a rule that nothing can break is no rule.
"""

import os
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from broken import BROKEN  # noqa: E402 - the folder is put on the path first
from breakages import profiles  # noqa: E402
from fake_device import openssl  # noqa: E402
from fake_device.checks import CHECKS  # noqa: E402
from good_server.authority import Authority  # noqa: E402
from scenes import SCENES  # noqa: E402
from stage import Stage  # noqa: E402


def main(words):
    """Runs the tests; the number that failed."""
    began, passed, failed = time.monotonic(), 0, 0
    parts = min(4, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        # What a device has is 2048 bits long; the server's keys are shorter, for half of the time goes into signatures.
        bits = {**dict.fromkeys(Authority.NAMES, 1024), **dict.fromkeys(Stage.KEYS, 2048)}
        with ThreadPoolExecutor(parts) as threads:
            list(threads.map(openssl.new_key, [Path(folder) / f"{name}.pem" for name in bits], bits.values()))
        with ProcessPoolExecutor(parts) as processes:
            for good, bad in processes.map(_share, [folder] * parts, [words] * parts, range(parts), [parts] * parts):
                passed, failed = passed + good, failed + len(bad)
                print("".join(bad), end="")
    print(f"{time.monotonic() - began:.1f} s")
    print(f"{passed} passed, {failed} failed")
    return failed


def _share(keys, words, part, parts):
    """Every so manieth of the tests, in a process of its own: how many passed, and what is to be said of the others."""
    passed, failed = 0, []
    authority = Authority(keys)
    profiles.use(authority)
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), authority, Path(keys))
        tests = [*_good(stage), *_broken(stage), ("every check has a broken server that shows it", _complete)]
        chosen = [(name, test) for name, test in tests if all(word in name for word in words)]
        for name, test in chosen[part::parts]:
            try:
                test()
                passed += 1
            except Exception as why:  # noqa: BLE001 - whatever goes wrong is this test's failure, and the next still runs
                more = "" if isinstance(why, AssertionError) else traceback.format_exc()
                failed.append(f"FAILED  {name}\n        {why}\n{more}")
        stage.listener.shutdown()
    return passed, failed


def _good(stage):
    return [(name, lambda scene=scene: scene(stage)) for name, scene in SCENES.items()]


def _broken(stage):
    def reject(one):
        report = stage.play(one)
        assert one.used, f"the server was never asked for what is broken: {report}"
        found = report.get("check"), [violation["check"] for violation in report.get("violations", [])]
        assert report["result"] != "ok", "the device accepted it"
        assert (
            one.check == found[0] or one.check in found[1]
        ), f"{one.check} must reject it, but: {report['result']} {found} {report.get('detail')} {report.get('fault')}"

    return [(f"{one.name} ({one.check})", lambda one=one: reject(one)) for one in BROKEN]


def _complete():
    missing = sorted(set(CHECKS) - {one.check for one in BROKEN} - {"tls"})
    assert not missing, f"no broken server for {' '.join(missing)}"


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
