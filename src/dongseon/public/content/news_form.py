"""The form in which an editor writes news."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm


class NewsForm(WagtailAdminPageForm):
    """A form that is unchanged as long as nobody changes it.

    Django tells whether a day that is today by default was changed by a hidden field beside it. Wagtail
    does not draw that field, and each approval would count as a change by whoever approves: refused.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Wagtail ships no types
        super().__init__(*args, **kwargs)
        self.fields["day"].show_hidden_initial = False
