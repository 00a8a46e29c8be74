"""How a step ends when it does not end well. There is no third way: what is not refused has passed every check."""

from . import checks


class Refused(Exception):
    """The device stops. `check` names the rule, `detail` says what was found."""

    def __init__(self, check, detail):
        self.check, self.detail, self.rule = check, detail, checks.CHECKS[check]
        super().__init__(f"{check}: {detail}")

    def report(self):
        """The refusal as a part of a command's report."""
        return {
            "check": self.check,
            "rule": self.rule.sentence,
            "reference": self.rule.reference,
            "detail": self.detail,
        }


class Fault(Exception):
    """The server said no in a way that a device understands: an HTTP status from 400, or a CertRep with FAILURE."""

    def __init__(self, step, status, body=b"", **more):
        self.step, self.status, self.body, self.more = step, status, body, more
        super().__init__(f"{step}: {status}")

    def report(self):
        """The fault as a part of a command's report."""
        text = self.body[:500].decode("utf-8", "replace") if self.body else ""
        return {"fault": {"step": self.step, "http_status": self.status, "body": text} | self.more}


class NoWay(Exception):
    """The device cannot do what it was asked to: a matter of this device, not of the server."""


def require(check, held, detail=""):
    """Refuses unless the check held. An unknown name is a mistake of this program, whatever was found."""
    if check not in checks.CHECKS:
        raise KeyError(check)
    if not held:
        raise Refused(check, detail() if callable(detail) else str(detail))
