"""How dates and times are written on our pages, one module a language (Django's FORMAT_MODULE_PATH).

Clocks show 24 hours: a shift that ends at night must not hinge on reading "AM".
"""

from django.utils.translation import gettext_noop

# Django's own Korean for these is a whole word (금요일); beside a date one syllable is usual: (금).
WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)
