"""What every scene begins with."""


def accepts(report):
    """The report, which must be a good one."""
    assert report["result"] == "ok", f"{report['result']} {report.get('check')} {report.get('detail')} {report.get('fault')}"
    return report


def content(now):
    """Nothing that the device sent was wrong."""
    assert not now.complaints, now.complaints


def results(now):
    """What the server heard of its commands: RequestType and status."""
    return [(kind, status) for kind, status, _ in now.results]


def answered(now, kind):
    """The last result of a command."""
    return [message for one, _, message in now.results if one == kind][-1]
