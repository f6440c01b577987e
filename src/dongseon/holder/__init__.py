"""The data holder's service: verify a mandate, cut the slice out of its own lake, log it, answer.

`Service` is all of it without HTTP; `web` puts it behind a port.
"""

from dongseon.holder.config import Config, Engine, Limits, read_config
from dongseon.holder.service import Service, Submission

__all__ = ["Config", "Engine", "Limits", "Service", "Submission", "read_config"]
