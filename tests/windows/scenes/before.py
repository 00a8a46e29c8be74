"""What every scene begins with."""


def accepts(report):
    """The report, which must be a good one."""
    assert report["result"] == "ok", f"{report['result']} {report.get('check')} {report.get('detail')} {report.get('fault')}"
    return report


def enrolled(stage, script=None, **put):
    """A PC that is enrolled with a new server; the server's management and the PC's folder."""
    now = stage.put(**put)
    folder = stage.new_pc()
    accepts(stage.enroll(folder))
    if script is not None:
        now.management.script = lambda: [(batch, True) for batch in script]
    return now.management, folder


def codes(report):
    """What was done, and its status."""
    return [(one["cmd"], one["status"]) for one in report["commands"]]
