"""What must go well, and what must go wrong in the right way.

enrollment   from discovery to the provisioning document
sessions     management
afterwards   leaving, being wiped, renewing
"""

from . import afterwards, enrollment, sessions

SCENES = enrollment.SCENES | sessions.SCENES | afterwards.SCENES
