"""For whom a support is, in words, and the form in which an editor says so."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from dongseon.public.content.finder import Group

GROUPS = (
    (Group.RESIDENT.value, _("I live in this city or province")),
    (Group.ISOLATED.value, _("I am or was in isolation or quarantine")),
    (Group.LOST_INCOME.value, _("My income has fallen")),
    (Group.SMALL_BUSINESS.value, _("I run a small business")),
    (Group.FREELANCER.value, _("I am self-employed or work on call")),
    (Group.EMPLOYER.value, _("I employ people")),
    (Group.CARER.value, _("I look after a child or a relative")),
    (Group.LOW_INCOME.value, _("My household lives on basic support or is near it")),
    (Group.OLDER.value, _("I am 65 or older")),
    (Group.DISABLED.value, _("I have a disability")),
    (Group.STUDENT.value, _("I study")),
    (Group.FOREIGNER.value, _("I am a foreign national")),
    (Group.BEREAVED.value, _("I have lost somebody to the epidemic")),
)


class SupportForm(WagtailAdminPageForm):
    """The editor's form of a support: groups are ticked, not typed."""

    any_of = forms.MultipleChoiceField(
        label=_("For whom: one of these is enough (none: everybody)"),
        choices=GROUPS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    all_of = forms.MultipleChoiceField(
        label=_("And all of these are needed"),
        choices=GROUPS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
