"""The web view in which a person signs in: a browser that keeps cookies and follows redirects.

No script runs here. The pages must work as forms; only the last one's script is looked at, since Windows waits for it to post the
token to `ms-app:`. A person is played by rules: the user name and password go where they fit, boxes that are required are ticked,
the first choice that is one is taken, and the button is the first that does not say no. `choices` overrule by name.
"""

import re
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import Request

from . import forms
from .refusal import require

APPRU = "ms-app://windows.immersivecontrolpanel"
PAGES = 15
_NO = ("decline", "cancel", "back", "no", "refuse", "deny", "sign out", "not now")


class _Headers:
    """An answer's headers in the shape that `http.cookiejar` reads."""

    def __init__(self, answer):
        self._answer = answer

    def info(self):
        """The headers, which are this."""
        return self

    def get_all(self, name, default=None):
        """All values of a header."""
        return [value for key, value in self._answer.headers if key.lower() == name.lower()] or default


class View:
    """The web view, with its cookies and what it has seen."""

    def __init__(self, wire, appru=APPRU):
        self.wire, self.appru, self.seen = wire, appru, []
        # Browsers count a server on the same machine as secure, so `Secure` cookies work there over http.
        self.cookies = CookieJar(DefaultCookiePolicy(secure_protocols=("https", "http")))

    def load(self, method, url, body=None, origin=None, referer=None):
        """Loads a page as a navigation does, through its redirects."""
        for _ in range(PAGES):
            request = Request(url, method=method)
            self.cookies.add_cookie_header(request)
            headers = [
                (
                    "User-Agent",
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; WebView/3.0) AppleWebKit/537.36 (KHTML, like Gecko) "
                    "Chrome/130.0.0.0 Safari/537.36 Edge/18.22631",
                ),
                ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
                ("Accept-Language", "en-US"),
                ("Sec-Fetch-Mode", "navigate"),
                ("Sec-Fetch-Dest", "document"),
                (
                    "Sec-Fetch-Site",
                    "none" if referer is None else "same-origin" if _origin(referer) == _origin(url) else "cross-site",
                ),
            ]
            if cookie := request.get_header("Cookie"):
                headers.append(("Cookie", cookie))
            if method == "POST":
                headers += [("Origin", origin), ("Content-Type", "application/x-www-form-urlencoded")]
            answer = self.wire.exchange(method, url, headers, body)
            self.cookies.extract_cookies(_Headers(answer), request)
            if answer.status not in (301, 302, 303, 307, 308):
                return answer
            target = urljoin(url, answer.header("Location") or "")
            require("page_redirect", urlsplit(target).scheme in ("http", "https"), f"{answer.status} to {target}")
            if answer.status in (301, 302, 303) and method == "POST":
                method, body = "GET", None
            referer, url = url, target
        require("page_ends", False, f"{PAGES} redirects, the last to {url}")

    def sign_in(self, page, upn, password, choices):
        """From AuthenticationServiceUrl to the token."""
        query = urlencode({"appru": self.appru, "login_hint": upn})
        answer = self.load("GET", page + ("&" if urlsplit(page).query else "?") + query)
        asked = 0
        for _ in range(PAGES):
            require(
                "page_is_html",
                answer.media_type()[0] in ("text/html", "application/xhtml+xml") and answer.body,
                f"{answer.status} {answer.header('Content-Type')} from {answer.url}",
            )
            html = forms.Page(answer.body.decode("utf-8", "replace"))
            self.seen.append(
                {
                    "url": answer.url.partition("?")[0],
                    "status": answer.status,
                    "title": html.title.strip(),
                    "forms": [form.action.partition("?")[0] for form in html.forms],
                }
            )
            final = next((form for form in html.forms if form.action.lower().startswith("ms-app:")), None)
            if final is not None:
                return self._token(final, html, answer)
            form = _choose(html.forms)
            require("page_leads_on", form is not None, f"{answer.status} {answer.url}: {html.visible()}")
            asked += any(field["kind"] == "password" for field in form.fields)
            require("signed_in", asked < 2, f"asked for the password again: {html.visible()}")
            answer = self._submit(form, html, answer, upn, password, choices)
        require("page_ends", False, f"{PAGES} pages, the last {answer.url}")

    def _submit(self, form, html, answer, upn, password, choices):
        pairs = _filled(form, upn, password, choices)
        button = _button(form, choices)
        if button is not None and button["name"]:
            pairs.append((button["name"], button["value"] or ""))
        target = urljoin(answer.url, (button or {}).get("action") or form.action or answer.url)
        if form.method != "post":
            return self.load("GET", target.partition("?")[0] + "?" + urlencode(pairs), referer=answer.url)
        # Fetch, "append a request Origin header": under `no-referrer` a form's Origin is the word null.
        secretive = "no-referrer" in ((answer.header("Referrer-Policy") or "").lower().split(",")[-1].strip(), html.referrer)
        return self.load("POST", target, urlencode(pairs).encode(), "null" if secretive else _origin(answer.url), answer.url)

    def _token(self, form, html, answer):
        require("appru", form.action == self.appru, f"the form goes to {form.action}, not {self.appru}")
        require("posts_to_app", form.method == "post", f"method {form.method}")
        fields = [field for field in form.fields if field["name"] == "wresult"]
        require("wresult", len(fields) == 1 and fields[0]["value"], f"{len(fields)} fields wresult")
        scripts = [
            one for one in map(lambda script: self._script(script, answer.url), html.scripts) if ".submit(" in one["text"]
        ]
        require("auto_submit", scripts, "no script that posts the form")
        first = any(re.search(r"forms\[0\]", one["text"]) for one in scripts)
        require(
            "first_form", not first or html.forms[0] is form, "the script posts the first form of the page, and this is another"
        )
        policy = answer.header("Content-Security-Policy")
        require(
            "script_allowed",
            any(forms.script_may_run(one, policy, _origin(answer.url)) for one in scripts),
            f"Content-Security-Policy: {policy}",
        )
        require("form_allowed", forms.may_post_to(policy, "ms-app"), f"Content-Security-Policy: {policy}")
        return fields[0]["value"]

    def _script(self, script, page):
        """A script with its text, which may lie at another address."""
        source = script["attributes"].get("src")
        if source:
            script["url"] = urljoin(page, source)
            answer = self.load("GET", script["url"], referer=page)
            script["text"] = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        return script


def _origin(url):
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _choose(found):
    """The form for the password, or the first that is posted."""
    wanted = [form for form in found if any(field["kind"] == "password" for field in form.fields)]
    posted = [form for form in found if form.method == "post" and _button(form, {}) is not None]
    return next(iter(wanted + posted + [form for form in found if form.method == "post"]), None)


def _button(form, choices):
    for button in form.buttons:
        if button["name"] in choices and button["value"] == choices[button["name"]]:
            return button

    def says_no(button):
        words = " ".join(filter(None, [button.get("words", ""), button["value"], button["name"]])).lower().split()
        return any(no == " ".join(words) or no in words for no in _NO)

    return next((button for button in form.buttons if not says_no(button)), form.buttons[0] if form.buttons else None)


def _filled(form, upn, password, choices):
    pairs, radios = [], {}
    for field in form.fields:
        name, kind = field["name"], field["kind"]
        if not name or kind in ("button", "reset", "file"):
            continue
        if kind == "radio":
            radios.setdefault(name, []).append(field)
        elif kind == "checkbox":
            if field["checked"] or field["required"] or choices.get(name):
                pairs.append((name, field["value"] if field["value"] is not None else "on"))
        elif name in choices:
            pairs.append((name, choices[name]))
        elif kind == "select":
            usable = [one for one in field["options"] if not one["disabled"]]
            chosen = [one for one in usable if one["chosen"] and one["value"]] or [one for one in usable if one["value"]]
            if chosen:
                pairs.append((name, chosen[0]["value"]))
        elif kind == "password":
            pairs.append((name, password))
        elif kind in ("text", "email") and not field["value"]:
            pairs.append((name, upn))
        else:
            pairs.append((name, field["value"] or ""))
    for name, group in radios.items():
        wanted = (
            [one for one in group if one["value"] == choices.get(name)] or [one for one in group if one["checked"]] or group
        )
        pairs.append((name, wanted[0]["value"] or "on"))
    return pairs
