"""Servers that are broken in one way each: the stand-in with one thing altered on its way out.

Each has a name that is a sentence, and the check that must reject it. A breakage that changes nothing is a mistake and says so.
"""


class Broken:
    """One broken server. `scene` is what the device does with it: `enroll` unless it says otherwise."""

    def __init__(self, name, check, change, scene="enroll", **options):
        self.name, self.check, self.change, self.scene, self.options = name, check, change, scene, options
        self.used = change is None

    def alter(self, stage, value):
        """The stand-in's seam."""
        if self.change is None or stage != self.change.stage or value is None:
            return value
        changed = self.change(value)
        self.used = True
        return changed


class Change:
    """A function on the values of one stage; what it gives back counts, or the value that it changed."""

    def __init__(self, stage, function):
        self.stage, self.function = stage, function

    def __call__(self, value):
        changed = self.function(value)
        return value if changed is None else changed


def header(route, name, value):
    """A header of an answer set, or left out."""
    return Change("response:" + route, lambda response: response.set(name, value))


def status(route, code, **headers):
    """Another status, with headers."""

    def change(response):
        response.status = code
        for name, value in headers.items():
            response.set(name, value)

    return Change("response:" + route, change)


def body(route, content, kind=None, code=None):
    """Another body; the content may be a function of the old one."""

    def change(response):
        response.body = content(response.body) if callable(content) else content
        response.status = code or response.status
        if kind:
            response.set("Content-Type", kind)

    return Change("response:" + route, change)


def options(stage, **different):
    """Options of a stage set; one that is a function gets all of them."""

    def change(value):
        value.update({name: (one(value) if callable(one) and name != "mangle" else one) for name, one in different.items()})

    return Change(stage, change)


def keyed(stage, *path, **keys):
    """Keys set in a dictionary within a value, by the way to it; None takes a key out."""

    def change(value):
        inside = value
        for step in path:
            inside = inside[step]
        for name, new in keys.items():
            name = name.replace("_", " ") if name in ("Key_Type", "Key_Usage") else name
            if new is None:
                inside.pop(name, None)
            else:
                inside[name] = new(inside.get(name)) if callable(new) else new

    return Change(stage, change)
