"""The provisioning document (OMA Client Provisioning) that an enrollment and a renewal end with.

document      its form: characteristics and parameters, nothing else
certificates  CertificateStore: what is installed, and that the chain and the key fit
application   w7 APPLICATION: the account of the OMA-DM client
dm_client     DMClient: who the device is to the server, and when it calls
account       all of it together, held to each other, and installed
"""

from .account import install_renewal, read, read_renewal

__all__ = ["install_renewal", "read", "read_renewal"]
