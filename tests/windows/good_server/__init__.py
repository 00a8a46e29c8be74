"""A minimal server that does everything right, so that the device can be tested without the one that it tests.

It has its own spelling of every name, and it holds the device's requests to Microsoft's documents as well: what is wrong with one
is answered with a fault. Everything is in memory. `Alter` is the seam for `broken`: each thing passes through it on its way out.

    authority   root, intermediate, and what they issue
    requests    what the device sent
    soap        envelopes, the answers of discovery, policies and enrollment, faults
    document    the provisioning documents
    pages       signing in
    management  SyncML
    server      the routes
"""
