"""The pieces that pages are made of: what they write, and what they refuse."""

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.formats import date_format

HOSTILE = "<script>alert(1)</script>"


def written(template: str, **context: Any) -> str:
    """What a template writes, in English."""
    with translation.override("en"):
        page = Template("{% load krds %}" + template)
        return page.render(
            RequestContext(context.pop("request", RequestFactory().get("/")), context)
        )


class Visit(forms.Form):
    """A form with every kind of field."""

    name = forms.CharField(help_text="As the person writes it")
    note = forms.CharField(required=False, widget=forms.Textarea)
    place = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    agreed = forms.BooleanField(required=False)
    ways = forms.MultipleChoiceField(
        choices=[("x", "X"), ("y", "Y")], widget=forms.CheckboxSelectMultiple
    )
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_language_is_said_in_the_language_of_the_page() -> None:
    said = "{{ code|language_name }}"
    assert [written(said, code=code) for code in ("ko", "zh", "tl", "", HOSTILE)] == [
        "Korean", "Chinese", "Tagalog", "", "&lt;script&gt;alert(1)&lt;/script&gt;",
    ]  # fmt: skip
    with translation.override("ko"):
        assert Template("{% load krds %}" + said).render(Context({"code": "vi"})) == "베트남어"


def test_a_table_is_a_named_region_that_the_keyboard_reaches() -> None:
    table = written("{% table caption=c %}<tbody></tbody>{% endtable %}", c=HOSTILE)
    assert 'role="region"' in table
    assert 'tabindex="0"' in table
    assert "<script>" not in table
    assert "<tbody></tbody>" in table


@pytest.mark.parametrize(
    "template",
    [
        "{% badge 'danger' x %}",
        "{% alert 'warning' title=x %}{% endalert %}",
        "{% panel title=x %}{% endpanel %}",
    ],
)
def test_foreign_texts_are_escaped(template: str) -> None:
    assert "<script>" not in written(template, x=HOSTILE)


@pytest.mark.parametrize("template", ["{% badge 'pink' 'x' %}", "{% alert 'x' %}{% endalert %}"])
def test_a_kind_that_has_no_style_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="is none of"):
        written(template)


def test_a_refused_form_sums_up_its_faults_with_a_way_to_each_field() -> None:
    with translation.override("en"):
        page = str(Visit({"place": "c"}))
    for there in ('href="#id_name"', 'href="#id_place"', 'href="#id_ways_0"', 'role="alert"'):
        assert there in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_every_field_has_a_label_and_says_if_it_may_be_left_out() -> None:
    with translation.override("en"):
        page = str(Visit())
    assert page.count("(optional)") == 1  # the note; a box to tick says so by itself
    for name in ("name", "note", "place", "agreed", "ways_0", "ways_1"):
        assert f'for="id_{name}"' in page
    assert "<fieldset" in page
    assert 'type="hidden"' in page


def test_pages_of_a_list_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/list/?q=kim&page=5")
    page = Paginator(range(200), 10).page(5)
    links = written("{% pagination page %}", page=page, request=request)
    assert "?q=kim&amp;page=4" in links
    assert "?q=kim&amp;page=20" in links
    assert links.count('aria-current="page"') == 1


def test_one_page_has_no_links_to_others() -> None:
    page = Paginator(range(3), 10).page(1)
    assert "<a" not in written(
        "{% pagination page %}", page=page, request=RequestFactory().get("/")
    )


def test_days_carry_their_weekday_in_the_readers_language() -> None:
    day = timezone.make_aware(timezone.datetime(2020, 5, 6, 14, 3))
    with translation.override("ko"):
        assert date_format(timezone.localtime(day), "DATETIME_FORMAT") == "2020. 5. 6.(수) 14:03"
    with translation.override("en"):
        assert date_format(timezone.localtime(day), "DATETIME_FORMAT") == "Wed 6 May 2020 14:03"
