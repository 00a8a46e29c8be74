"""The forms of a page as a browser without scripts sees them, and what its script and its headers say."""

import base64
import hashlib
from html.parser import HTMLParser


class Form:
    """A form: where it goes and what it holds, in order."""

    def __init__(self, attributes):
        self.action = attributes.get("action") or ""
        self.method = (attributes.get("method") or "get").lower()
        self.enctype = (attributes.get("enctype") or "application/x-www-form-urlencoded").lower()
        self.fields, self.buttons = [], []


class Page(HTMLParser):
    """Reads a page's forms, scripts, title and visible text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.forms, self.scripts, self.title, self.words, self.referrer = [], [], "", [], None
        self._form, self._select, self._button, self._script, self._inside = None, None, None, None, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """The start of a form, a control, a script or what is not shown."""
        given = dict(attrs)
        if tag == "form":
            self._form = Form(given)
            self.forms.append(self._form)
        elif tag == "script":
            self._script = {"attributes": given, "text": ""}
            self.scripts.append(self._script)
        elif tag == "meta" and (given.get("name") or "").lower() == "referrer":
            self.referrer = (given.get("content") or "").lower()
        elif tag in ("title", "style"):
            self._inside.append(tag)
        elif self._form is not None:
            self._control(tag, given)

    def _control(self, tag, given):
        disabled = "disabled" in given
        kind = (given.get("type") or ("submit" if tag == "button" else "text")).lower()
        if tag == "input" and not disabled:
            field = {
                "kind": kind,
                "name": given.get("name"),
                "value": given.get("value"),
                "checked": "checked" in given,
                "required": "required" in given,
            }
            (self._form.buttons if kind in ("submit", "image") else self._form.fields).append(field)
        elif tag == "button" and kind == "submit" and not disabled:
            self._button = {
                "kind": "submit",
                "name": given.get("name"),
                "value": given.get("value"),
                "words": "",
                "action": given.get("formaction"),
            }
            self._form.buttons.append(self._button)
        elif tag == "select" and not disabled:
            self._select = {"kind": "select", "name": given.get("name"), "options": [], "value": None}
            self._form.fields.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select["options"].append(
                {"value": given.get("value", ""), "chosen": "selected" in given, "disabled": disabled}
            )
        elif tag == "textarea":
            self._form.fields.append({"kind": "textarea", "name": given.get("name"), "value": "", "checked": False})

    def handle_endtag(self, tag):
        """Their end."""
        if tag == "form":
            self._form = None
        elif tag == "script":
            self._script = None
        elif tag == "select":
            self._select = None
        elif tag == "button":
            self._button = None
        elif self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data):
        """Text: of a script, of a button, or what a person reads."""
        if self._script is not None:
            self._script["text"] += data
        elif self._inside:
            self.title += data if self._inside[-1] == "title" else ""
        else:
            if self._button is not None:
                self._button["words"] += data
            self.words.append(data)

    def visible(self, most=400):
        """The words of the page, for a report."""
        return " ".join(" ".join(self.words).split())[:most]


def directives(policy):
    """A Content-Security-Policy as a mapping; several policies in one header are joined as if each stood alone is not needed
    here: a page with more than one is read by its first."""
    parts = (one.split() for one in (policy or "").split(",")[0].split(";"))
    return {part[0].lower(): part[1:] for part in parts if part}


def script_may_run(script, policy, origin):
    """Whether a Content-Security-Policy (level 2 and later) lets a page of that origin run a script."""
    rules = directives(policy)
    sources = rules.get("script-src-elem", rules.get("script-src", rules.get("default-src")))
    if sources is None:
        return True
    nonce = script["attributes"].get("nonce")
    hashes = {
        f"'{name}-{base64.b64encode(hashlib.new(name, script['text'].encode()).digest()).decode()}'"
        for name in ("sha256", "sha384", "sha512")
    }
    if "url" in script:
        own = script["url"].startswith(origin + "/") and "'self'" in sources
        return (
            own
            or (nonce is not None and f"'nonce-{nonce}'" in sources)
            or any(script["url"].startswith(one) for one in sources if "//" in one)
        )
    strict = any(one.startswith(("'nonce-", "'sha")) for one in sources)
    return (
        (nonce is not None and f"'nonce-{nonce}'" in sources)
        or bool(hashes & set(sources))
        or ("'unsafe-inline'" in sources and not strict)
    )


def may_post_to(policy, scheme):
    """Whether a form may go to another scheme. `form-action` has no fallback, so a policy without it allows all; `*` covers
    network schemes only."""
    sources = directives(policy).get("form-action")
    return sources is None or f"{scheme}:" in [one.lower() for one in sources]
