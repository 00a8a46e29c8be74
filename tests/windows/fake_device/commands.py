"""What the server asks of the tree, done and answered as Windows does (oma-dm-protocol-support.md).

The outcome of a message is a list of Status and Results, in the order of the commands, and what happens to the PC afterwards.
"""

import re

from . import markup, names, syncml, wlan
from .syncml import described, text_of
from .tree import place

_WIPES = re.compile(r"vendor/msft/remotewipe/(dowipe\w*|automaticredeployment/doautomaticredeployment)\Z", re.I)


class Aborted(Exception):
    """The server unenrolls the PC: the session ends at once, without a Status."""


class Outcome:
    """What became of a message's commands."""

    def __init__(self):
        self.answers, self.done, self.effects = [], [], []


class Runner:
    """Runs commands against a tree. What is split over messages is kept from one to the next."""

    def __init__(self, tree, provider_id, violate, original):
        self.tree, self.provider_id, self.violate, self.original = tree, provider_id, violate, original
        self.partial = None

    def run(self, message):
        """All commands of a message."""
        out = Outcome()
        self._number = message.number
        for element in message.commands:
            self._one(element, out)
        return out

    def _answer(self, out, element, code, target=None, data=None, form=None):
        reference = text_of(element, "CmdID") or ""
        # [MS-MDM] 2.2.6.1: TargetRef says which of several items a status is for.
        several = target if len(element.all(names.SYNCML, "Item")) > 1 else None
        out.answers.append(syncml.status(self._number, reference, element.local, code, several, self.original))
        out.done.append(
            {"cmd": element.local, "cmd_id": reference, "uri": target, "status": code}
            | ({"data": data} if data is not None else {})
        )
        if code == 200 and element.local == "Get":
            kind = None if form == "node" else "text/plain"
            out.answers.append(
                syncml.Outgoing(
                    "Results",
                    syncml.leaf("MsgRef", self._number) + syncml.leaf("CmdRef", reference) + syncml.leaf("Cmd", "Get"),
                    {"source": target, "data": data or "", "Format": form, "Type": kind},
                )
            )

    def _one(self, element, out, inside=None):
        """One command; its code."""
        if element.namespace != names.SYNCML or element.local not in syncml.COMMANDS:
            self.violate("known_commands", f"{element.local} in SyncBody")
            return self._code(out, element, 400)
        if not text_of(element, "CmdID"):
            self.violate("cmd_id_there", f"{element.local} without CmdID")
            return self._code(out, element, 400)
        if element.local == "Alert":
            return self._alert(element, out)
        if element.local in ("Atomic", "Sequence"):
            return self._group(element, out, inside)
        items = element.all(names.SYNCML, "Item")
        if not items:
            self.violate("item_there", f"{element.local} without Item")
            return self._code(out, element, 400)
        return max([self._item(element, one, out, inside) for one in items])

    def _code(self, out, element, code, target=None):
        self._answer(out, element, code, target)
        return code

    def _alert(self, element, out):
        code = text_of(element, "Data")
        if code == "1222":
            return 200  # It asks for the rest of the device's package and is answered by it.
        if code == "1223":
            out.effects.append("aborted by the server")
            return self._code(out, element, 200)
        return self._code(out, element, 406)

    def _item(self, element, item, out, inside):
        target = text_of(item, "Target", "LocURI")
        if not target or not target.startswith("./"):
            self.violate("loc_uri", f"LocURI {target} of {element.local}")
            return self._code(out, element, 400 if not target or target.startswith("/") else 404, target)
        if len(target) > 2048 or "//" in target or target.endswith("/*") or target.endswith("/"):
            self.violate("loc_uri", f"LocURI {target}")
            return self._code(out, element, 404, target)
        form, value = described(item, "Format") or described(element, "Format"), None
        data = item.child(names.SYNCML, "Data")
        if data is not None:
            if not all(child.prefix in child.declared for child in data.children):
                self.violate("data_is_text", f"elements inside the Data of {target} that declare no namespace")
                return self._code(out, element, 415, target)
            value = data.text + "".join(map(markup.write, data.children))
        whole = self._gathered(element, item, target, value, out)
        if whole is None:
            return 213
        form, value, fault = (form or whole[0]), whole[1], whole[2]
        if fault:
            return self._code(out, element, fault, target)
        if element.local == "Get":
            code, form, value = self.tree.get(target)
            self._answer(out, element, code, target, value if code == 200 else None, form)
            return code
        self._mind(element, target, value, inside)
        if element.local == "Exec":
            self._execute(target, value, out)
        code = self.tree.change(element.local, target, form, value)
        return self._code(out, element, code, target)

    def _gathered(self, element, item, target, value, out):
        """The whole value of an item: format, value and a code against it; None while more is to come (large objects)."""
        more = item.child(names.SYNCML, "MoreData") is not None
        if self.partial is None and not more:
            return None, value, None
        size = described(item, "Size") or described(element, "Size")
        if self.partial is None:
            if not (size or "").isdigit():
                self.violate("chunk_size", f"the first chunk of {target} has no Size")
            self.partial = {
                "target": target,
                "size": size,
                "form": described(item, "Format") or described(element, "Format"),
                "value": "",
            }
        elif self.partial["target"] != target:
            self.violate("chunk_order", f"{target} before the rest of {self.partial['target']}")
            out.answers.append(syncml.alert(1225))
            self.partial = None
            return None, value, 400
        self.partial["value"] += value or ""
        if more:
            self._answer(out, element, 213, target)
            return None
        whole, self.partial = self.partial, None
        length = len(whole["value"].encode())
        if (whole["size"] or "").isdigit() and int(whole["size"]) != length:
            self.violate("chunk_size", f"Size {whole['size']}, and the chunks of {target} have {length}")
            return whole["form"], whole["value"], 424
        return whole["form"], whole["value"], None

    def _mind(self, element, target, value, inside):
        """Rules of single providers that no status shows."""
        if "/policy/config/devicelock/" in target.lower():
            if inside != "Atomic":
                self.violate("device_lock_atomic", f"{element.local} {target} outside an Atomic")
            if element.local == "Add":
                self.violate("device_lock_replace", f"Add {target}")
        if re.search(r"/wstep/renew/(robosupport|renewperiod|retryinterval)\Z", target.lower()) and inside != "Atomic":
            self.violate("renewal_schedule_atomic", f"{element.local} {target} outside an Atomic")
        if element.local in ("Add", "Replace"):
            self._mind_value(target, value or "")

    def _mind_value(self, target, value):
        network = wlan.named(place(target))
        if network is not None and not wlan.escaped(network):
            self.violate("ssid_escaped", f"LocURI {target}")
        wrong = network is not None and wlan.fault(network, value)
        if wrong:
            self.violate("wlan_profile", wrong)
        if target.lower().endswith("/encodedcertificate") and re.search(r"\s", value):
            self.violate("certificate_line", f"white space in {target}")

    def _execute(self, target, value, out):
        path = place(target).lower()
        if path in ("vendor/msft/dmclient/unenroll", f"vendor/msft/dmclient/provider/{self.provider_id}/unenroll".lower()):
            if (value or "").strip() != self.provider_id:
                self.violate("unenroll_data", f"Unenroll with Data {value}, PROVIDER-ID {self.provider_id}")
            raise Aborted(target)  # [MS-MDE2] 2.2.9.3: newer builds do not look at the Data.
        elif _WIPES.match(path):
            out.effects.append("wiped")
        elif path == "vendor/msft/reboot/rebootnow":
            out.effects.append("rebooted")
        elif path.endswith("/wstep/renew/renewnow"):
            out.effects.append("renewal asked for")
        elif path.endswith("/rotaterecoverypasswords"):
            out.effects.append("recovery passwords rotated")

    def _group(self, element, out, inside):
        children = [child for child in element.children if child.local not in ("CmdID", "NoResp", "Meta")]
        if inside == "Atomic" and element.local == "Atomic":
            self.violate("atomic_nested", "an Atomic inside an Atomic")
            return self._code(out, element, 500)
        if element.local == "Sequence":
            at = len(out.answers)
            codes = [self._one(child, out, inside or "Sequence") for child in children]
            self._insert(out, at, element, 200)
            return max(codes, default=200)
        return self._atomic(element, children, out)

    def _insert(self, out, at, element, code):
        """A group's Status stands before the ones of what is in it."""
        self._answer(out, element, code)
        out.answers.insert(at, out.answers.pop())

    def _atomic(self, element, children, out):
        before, effects, at = self.tree.copy(), list(out.effects), len(out.answers)
        trial, failed = Outcome(), False
        for child in children:
            inner = Outcome()
            if child.local == "Get":
                self.violate("atomic_get", "a Get inside an Atomic")
                self._answer(inner, child, 500, text_of(child, "Item", "Target", "LocURI"))
                code = 500
            elif failed:
                code = 215
                self._answer(inner, child, 215, text_of(child, "Item", "Target", "LocURI"))
            else:
                code = self._one(child, inner, "Atomic")
            trial.answers += inner.answers
            trial.done += inner.done
            trial.effects += inner.effects
            failed = failed or code >= 300
        if not failed:
            out.answers += trial.answers
            out.done += trial.done
            out.effects += trial.effects
            self._insert(out, at, element, 200)
            return 200
        self.tree.nodes = before
        out.effects[:] = effects
        for one in trial.done:
            # What had gone well before the failure was taken back.
            code = 216 if one["status"] == 200 else one["status"]
            out.answers.append(syncml.status(self._number, one["cmd_id"], one["cmd"], code, None, self.original))
            out.done.append(one | {"status": code})
        self._insert(out, at, element, 507)
        return 507
