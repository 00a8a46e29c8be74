"""Signing in: plain forms, one page for each thing that a person is asked."""

from html import escape

SCRIPT = "window.onload=function(){document.forms[0].submit();}"
NONCE = "c3RhbmQtaW4"
POLICY = f"default-src 'none'; script-src 'nonce-{NONCE}'; form-action 'self' ms-app:; frame-ancestors 'none'"
POLICY_OF_FILES = "default-src 'none'; script-src 'self'; form-action 'self' ms-app:"


def _page(title, body, head=""):
    return f"<!DOCTYPE html><html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def sign_in(hint, wrong=False):
    """User name and password."""
    note = "<p>Wrong password.</p>" if wrong else ""
    return _page(
        "Sign in",
        f'{note}<form method="post" action="/EnrollmentServer/Auth/in"><label>User <input name="username" type="email" value="{escape(hint)}"></label>'
        '<input type="hidden" name="step" value="1"><input type="password" name="password"><button>Sign in</button></form>',
    )


def terms():
    """Terms to accept."""
    return _page(
        "Terms",
        '<form method="post" action="terms"><label><input type="checkbox" name="accepted" required> I accept</label>'
        '<button name="do" value="decline">Decline</button><button name="do" value="accept">Accept</button></form>',
    )


def ownership():
    """Whose the PC is, and a category."""
    return _page(
        "This PC",
        '<form method="post" action="ownership"><input type="radio" name="owner" value="personal" checked>'
        '<input type="radio" name="owner" value="company"><select name="category"><option value="">choose<option value="office">Office</select>'
        "<button>Go on</button></form>",
    )


def done(appru, token, script=None):
    """The token goes to Windows, by a script in the page or in a file."""
    code = f'<script src="{script}" defer></script>' if script else f'<script nonce="{NONCE}">{SCRIPT}</script>'
    return _page(
        "Working",
        f'<form method="post" action="{escape(appru)}"><p><input type="hidden" name="wresult" value="{escape(token)}"/></p>'
        '<input type="submit"/></form>',
        code,
    )
