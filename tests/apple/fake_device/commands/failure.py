"""The error of a command."""


class CommandError(Exception):
    """A result with the status Error."""

    def __init__(self, code, domain, text):
        self.code, self.domain, self.text = code, domain, text
        super().__init__(text)

    def chain(self):
        """The ErrorChain of the result."""
        return [
            {
                "ErrorCode": self.code,
                "ErrorDomain": self.domain,
                "LocalizedDescription": self.text,
                "USEnglishDescription": self.text,
            }
        ]
