"""The data holder's service: verify a mandate, cut the slice out of its own lake, log it, answer.

`Service` is all of it without HTTP; `web` puts it behind a port.
"""

from dongseon.holder.config import Config, Limits, read_config
from dongseon.holder.service import Service, Submission

__all__ = ["Config", "Limits", "Service", "Submission", "read_config"]
