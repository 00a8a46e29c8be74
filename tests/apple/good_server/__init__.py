"""A server that does everything right, to test the device with: SCEP, enrollment profiles, check-in, the command channel.

Whatever it sends goes through `alter(stage, value)` first, where a broken server changes it. It holds the device to the
reference as well: what a device sends wrong is answered with 400 and stays in `server.complaints`, where the self-test looks.
"""
