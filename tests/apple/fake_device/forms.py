"""Pages of a sign-in: the first form of a page, filled in, as much as a person without scripts would do."""

from html.parser import HTMLParser
from urllib.parse import urlencode

from .transport import joined


class Form:
    """A form's method, where it goes, and its fields."""

    def __init__(self, method, action):
        self.method, self.action, self.fields = method, action, {}

    def filled(self, page, choices):
        """The request: method, URL and body."""
        values = {**self.fields, **{name: value for name, value in choices.items() if name in self.fields}}
        target, encoded = joined(page, self.action or page), urlencode(values)
        if self.method == "POST":
            return "POST", target, encoded.encode()
        return "GET", target.partition("?")[0] + "?" + encoded, None


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.inside, self.refresh = [], False, None

    def handle_starttag(self, tag, pairs):
        given = dict(pairs)
        if tag == "form":
            self.forms.append(Form((given.get("method") or "GET").upper(), given.get("action")))
            self.inside = True
        elif tag in ("input", "button", "select", "textarea") and self.inside and given.get("name"):
            kind = (given.get("type") or ("submit" if tag == "button" else "text")).lower()
            if kind in ("radio", "checkbox") and "checked" not in given:
                self.forms[-1].fields.setdefault(given["name"], "")
            elif kind != "submit" or given["name"] not in self.forms[-1].fields:
                self.forms[-1].fields[given["name"]] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def first_form(text):
    """The first form of a page; None when there is none."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms[0] if reader.forms else None
