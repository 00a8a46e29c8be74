"""What must go well, and what must go wrong in the right way.

enrollment   profiles, SCEP, check-in, the other ways to enroll
sessions     commands
afterwards   renewing, leaving, being erased, bad messages
"""

from . import afterwards, enrollment, sessions

SCENES = enrollment.SCENES | sessions.SCENES | afterwards.SCENES
