"""The management tree of this PC: what stands in it, and which status Windows gives for what is done to it
(oma-dm-protocol-support.md, "SyncML response status codes").

    200 done        404 no such node          415 not the node's format
    405 not so      418 there already         500 the provider refuses the value [I]
"""

import base64
import binascii
import hashlib
import json
import re
import time
from urllib.parse import quote

from . import nodes

_LETTER = {"Get": "G", "Replace": "R", "Add": "A", "Delete": "D", "Exec": "X"}


def place(uri):
    """A LocURI as the tree's path: `./`, `./Device/` and `./Vendor/` are the same root, `./User/` is another."""
    path = uri[2:] if uri.startswith("./") else uri
    return path[7:] if path.lower().startswith("device/") else path


class Tree:
    """The nodes, by their path in lower case: the path as it was made, the format, what may be done, the value."""

    def __init__(self, device, login="user"):
        self.provider, self.login = device["provider_id"], login
        self.device = device
        kept = device.read("tree.json")
        if kept:
            self.nodes = {key: tuple(node) for key, node in json.loads(kept).items()}
        else:
            self.nodes = {}
            for path, form, access, value in nodes.fixed(device["identity"], self.provider):
                self.nodes[path.lower()] = (path, form, access, value)
            client = f"Vendor/MSFT/DMClient/Provider/{self.provider}"
            self._keep(f"{client}/ManagementServiceAddress", "chr", "GR", device["address"])
            self._keep(f"{client}/EnrollmentType", "chr", "G", device["type"])
            for name, value in device["dm_client"].items():
                self._keep(f"{client}/{name}", "chr", "GRAD", value)

    def save(self):
        """Keeps the tree for the next session."""
        self.device.write("tree.json", json.dumps(self.nodes).encode())

    def of_provider(self, name):
        """A value of the DMClient's provider; None when it is not set."""
        node = self.nodes.get(f"vendor/msft/dmclient/provider/{self.provider}/{name}".lower())
        return node and node[3]

    def copy(self):
        """The nodes as they are, to come back to when an Atomic fails."""
        return dict(self.nodes)

    def put(self, path, value):
        """A fact of this PC, changed by the one who tests."""
        old = self.nodes.get(place(path).lower(), (place(path), "chr", "G", None))
        self.nodes[place(path).lower()] = (old[0], old[1], old[2], value)

    def _keep(self, path, form, access, value):
        self.nodes[path.lower()] = (path, form, access, value)

    def _family(self, path):
        for pattern, form, access, span in nodes.FAMILIES:
            text = pattern.pattern
            if "{provider}" in text:
                pattern = re.compile(text.replace("{provider}", re.escape(self.provider)), re.I)
            if pattern.match(path):
                return form, access, span
        return None

    def _below(self, path):
        start = path.lower().rstrip("/") + "/"
        return [node[0] for key, node in self.nodes.items() if key.startswith(start)]

    def get(self, uri):
        """Status, format and data of a node. An inner node gives its children's names, URI-encoded, with `/` between."""
        path = place(uri)
        if "?" in path:
            return 406, None, None
        if self._not_for_user(path):
            return 404, None, None
        node = self.nodes.get(path.lower())
        if node is not None:
            if "G" not in node[2]:
                return 405, None, None
            value = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime()) if node[3] == "{now}" else node[3]
            return 200, node[1], value
        below = self._below(path)
        if not below:
            return 404, None, None
        depth = len(path.rstrip("/").split("/"))
        names = dict.fromkeys(one.split("/")[depth] for one in below)
        return 200, "node", "/".join(quote(name, safe="") for name in names)

    def _not_for_user(self, path):
        return path.lower().startswith("user/") and self.login != "user"

    def change(self, verb, uri, form, value):
        """The status of an Add, a Replace, a Delete or an Exec."""
        path = place(uri)
        if self._not_for_user(path):
            return 404
        node, letter = self.nodes.get(path.lower()), _LETTER[verb]
        if verb == "Delete":
            return self._delete(path, node)
        if node is None and verb in ("Add", "Replace") and form == "node":
            return 200  # Interior nodes are made with what is put under them.
        if node is None:
            family = self._family(path)
            if family is None:
                return 405 if self._below(path) else 404
            node_form, access, span = family
            if verb == "Replace" and "r" in access:
                return 404  # certificatestore-csp.md, wifi-csp.md: Replace only where the node exists.
        else:
            node_form, access = node[1], node[2]
            span = (self._family(path) or (None, None, None))[2]
            if verb == "Add":
                return 418 if "A" in access else 405
        if letter not in access.upper():
            return 405
        if verb == "Exec":
            return 200
        fault = _fault(path, node_form, form, value, span)
        if fault:
            return fault
        self._keep(node[0] if node else path, node_form, access, value)
        return 200

    def _delete(self, path, node):
        if node is not None and "D" in node[2]:
            del self.nodes[path.lower()]
            return 200
        if node is not None:
            return 405
        below = self._below(path)
        if not below:
            return 404
        if not any(pattern.match(path) for pattern in nodes.DELETABLE):
            return 405
        for one in below:
            del self.nodes[one.lower()]
        return 200


def _fault(path, wanted, form, value, span):
    """Why a value is not taken: 415 for another format, 500 for a value that the provider refuses."""
    if form is not None and form != wanted and (wanted, form) != ("chr", "xml"):
        return 415
    if form is None and wanted != "chr":
        return 415
    if wanted == "int":
        if not re.fullmatch(r"-?\d{1,10}", value or ""):
            return 415
        if span and not span[0] <= int(value) <= span[1]:
            return 500
    if wanted == "bool" and value not in ("true", "false"):
        return 415
    if wanted == "b64":
        try:
            data = base64.b64decode("".join((value or "").split()), validate=True)
        except binascii.Error:
            return 415
        return _thumbprint_fault(path, data)
    return None


def _thumbprint_fault(path, data):
    named = re.search(r"/([0-9A-F]{40})/EncodedCertificate\Z", path, re.I)
    return 500 if named and named.group(1).upper() != hashlib.sha1(data).hexdigest().upper() else None
