"""How a step ends when it does not end well. There is no third way: what is not refused has passed every check."""

from . import checks, hresults


class Refused(Exception):
    """The device stops. `check` names the rule, `hresult` is what a person sees, `detail` says what was found."""

    def __init__(self, check, detail, hresult=None):
        self.check, self.detail = check, detail
        self.rule = checks.CHECKS[check]
        self.hresult = hresult or self.rule.hresult
        super().__init__(f"{check}: {detail}")

    def report(self):
        """The refusal as a part of a command's report."""
        return {
            "check": self.check,
            "rule": self.rule.sentence,
            "reference": self.rule.reference,
            "detail": self.detail,
            "hresult": hresults.named(self.hresult),
        }


class Fault(Exception):
    """The server said no, in the form of the protocol."""

    def __init__(self, subcode, error_type, reason, message, trace_id, status):
        self.subcode, self.error_type, self.reason = subcode, error_type, reason
        self.message, self.trace_id, self.status = message, trace_id, status
        local = (subcode or "").rpartition(":")[2].lower()
        self.hresult = hresults.ERROR_TYPES.get((error_type or "").lower()) or hresults.SUBCODES.get(local, hresults.UNKNOWN)
        super().__init__(f"{subcode} {error_type or ''}: {reason}")

    def report(self):
        """The fault as a part of a command's report."""
        return {
            "fault": {
                "subcode": self.subcode,
                "error_type": self.error_type,
                "reason": self.reason,
                "message": self.message,
                "trace_id": self.trace_id,
                "http_status": self.status,
            },
            "hresult": hresults.named(self.hresult),
        }


class NoWay(Exception):
    """The device cannot do what it was asked to: a matter of this device, not of the server."""


def require(check, held, detail=""):
    """Refuses unless the check held. An unknown name is a mistake of this program, whatever was found."""
    if check not in checks.CHECKS:
        raise KeyError(check)
    if not held:
        raise Refused(check, detail() if callable(detail) else str(detail))
