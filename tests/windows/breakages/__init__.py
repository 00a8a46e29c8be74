"""Servers that are broken in one way each: the stand-in with one thing altered on its way out.

Each has a name that is a sentence, and the check that must reject it. A breakage that changes nothing is a mistake and says so.
"""


class Broken:
    """One broken server. `scene` is what the device does with it: `enroll` unless it says otherwise."""

    def __init__(self, name, check, change, scene="enroll", **options):
        self.name, self.check, self.change, self.scene, self.options = name, check, change, scene, options
        self.used = False

    def alter(self, stage, value):
        """The stand-in's seam."""
        if stage != self.change.stage:
            return value
        changed = self.change(value)
        self.used = self.used or not isinstance(value, str) or changed != value
        return changed


class Change:
    """A function on the values of one stage."""

    def __init__(self, stage, function):
        self.stage, self.function = stage, function

    def __call__(self, value):
        return self.function(value)


def swap(stage, old, new, times=1):
    """Another text in the place of one that must be there."""

    def change(text):
        if old not in text:
            raise AssertionError(f"{old!r} is not in {stage}: {text[:3000]}")
        return text.replace(old, new, times)

    return Change(stage, change)


def header(stage, name, value):
    """A header set, or left out."""

    def change(response):
        response.set(name, value)
        return response

    return Change("response:" + stage, change)


def answer(stage, function):
    """Anything done to a whole response; given back is what the function gives, or the response that it changed."""

    def change(response):
        return function(response) or response

    return Change("response:" + stage, change)


def body(stage, content, kind=None, status=None):
    """Another body."""

    def change(response):
        response.body = content(response.body) if callable(content) else content
        response.status = status or response.status
        if kind:
            response.set("Content-Type", kind)
        return response

    return Change("response:" + stage, change)


def certificate(**different):
    """A client certificate with something else in it; what is given may be a function of the authority."""
    return Change("certificate", lambda _: different)
