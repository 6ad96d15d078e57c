"""Open formats in and out: survey files become sheets, and what cannot be read safely is refused.

Every `read` returns what it could read plus `problems`, and raises `Refused` when nothing is safe to read.
"""

from alianza.formats.refused import Refused

__all__ = ["Refused"]
