"""What the fields of an identity are called, on pages and in refusals."""

from types import MappingProxyType

from django.utils.translation import gettext_lazy

FIELDS = MappingProxyType(
    {
        "name": gettext_lazy("Name"),
        "name_romanised": gettext_lazy("Name in Latin letters"),
        "other_names": gettext_lazy("Other names"),
        "sex": gettext_lazy("Sex"),
        "birth_date": gettext_lazy("Birth date"),
        "birth_date_estimated": gettext_lazy("The birth date is estimated"),
        "phones": gettext_lazy("Phone"),
        "no_phone": gettext_lazy("Has no phone"),
        "language": gettext_lazy("Language"),
        "needs_interpreter": gettext_lazy("Needs an interpreter"),
        "guardian_id": gettext_lazy("Guardian"),
        "safe_contact_only": gettext_lazy("Contact only in the safe way"),
        "safe_contact": gettext_lazy("The safe way"),
        "neutral_messages": gettext_lazy("Neutral messages only"),
        "address": gettext_lazy("Address"),
        "hidden_address": gettext_lazy("Hidden address"),
        "text": gettext_lazy("Text"),
    }
)
