"""Kinds of pages that press officers write, and questions from the public. All go through drafts and workflow."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import (
    DraftStateMixin,
    GroupApprovalTask,
    Page,
    RevisionMixin,
    TaskState,
    WorkflowMixin,
)
from wagtail.search import index

from dongseon.public.content import blocks, finder
from dongseon.public.content.finder import Group, Offer
from dongseon.public.content.groups import GROUPS, SupportForm
from dongseon.public.content.news_form import NewsForm
from dongseon.public.pages import translations
from dongseon.public.pages.blocks import BODY, RICH

CHECKED = _("When somebody last made sure that this is still so.")
NEWS_A_PAGE = 15


class MeasuresPage(Page):
    """The level of distancing with its criteria, and how the response went on."""

    intro = RichTextField(features=RICH, blank=True)
    level = models.CharField(_("level in force"), max_length=1, choices=blocks.LEVELS, default="1")
    level_since = models.DateField(_("since"), null=True, blank=True)
    level_until = models.DateField(_("decided until"), null=True, blank=True)
    levels = StreamField([("level", blocks.LevelBlock())], blank=True)
    timeline = StreamField([("entry", blocks.StepInTime())], blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text=CHECKED)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("level_since"), FieldPanel("level_until")]),
        FieldPanel("levels"),
        FieldPanel("timeline"),
        FieldPanel("checked_on"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("timeline")]
    template = "content/measures.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        context = super().get_context(request, *args, **kwargs)
        entries = [block.value for block in self.timeline]
        context["entries"] = sorted(entries, key=lambda entry: entry["day"], reverse=True)
        return translations.noted(self, request, context)


class SupportIndexPage(Page):
    """Support: who can apply for what."""

    intro = RichTextField(features=RICH, blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text=CHECKED)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("checked_on")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    subpage_types = ["content.SupportPage"]
    template = "content/support_index.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given: the offers that fit what was ticked."""
        context = super().get_context(request, *args, **kwargs)
        ticked = [Group(each) for each in request.GET.getlist("i") if each in tuple(Group)]
        pages = SupportPage.objects.child_of(self).live().public().order_by("path")
        context["groups"] = [(value, text, value in ticked) for value, text in GROUPS]
        context["ticked"] = ticked
        context["found"] = finder.matches(
            [page.offer() for page in pages], ticked, timezone.localdate()
        )
        return translations.noted(self, request, context)


class SupportPage(Page):
    """One support: for whom, how much, how to apply."""

    summary = models.CharField(_("in one sentence"), max_length=250)
    any_of = models.JSONField(_("for whom: one of these is enough"), default=list, blank=True)
    all_of = models.JSONField(_("and all of these are needed"), default=list, blank=True)
    amount = models.CharField(_("how much"), max_length=250, blank=True)
    opens_on = models.DateField(_("from"), null=True, blank=True)
    closes_on = models.DateField(_("until"), null=True, blank=True)
    apply_at = models.CharField(_("where to apply"), max_length=250, blank=True)
    bring = models.CharField(_("what to bring"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    body = StreamField(BODY, blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text=CHECKED)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("any_of"),
        FieldPanel("all_of"),
        FieldPanel("amount"),
        FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
        FieldPanel("apply_at"),
        FieldPanel("bring"),
        FieldPanel("phone"),
        FieldPanel("body"),
        FieldPanel("checked_on"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    base_form_class = SupportForm
    parent_page_types = ["content.SupportIndexPage"]
    subpage_types: list[str] = []
    template = "content/support.html"

    def offer(self) -> "Offer[SupportPage]":
        """What decides who can apply."""
        return Offer(
            self,
            frozenset(Group(each) for each in self.any_of),
            frozenset(Group(each) for each in self.all_of),
            self.opens_on,
            self.closes_on,
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        context = super().get_context(request, *args, **kwargs)
        words = dict(GROUPS)
        context["any_of"] = [words[each] for each in self.any_of]
        context["all_of"] = [words[each] for each in self.all_of]
        context["window"] = self.offer().window(timezone.localdate())
        return translations.noted(self, request, context)


class VisitorsPage(Page):
    """For foreign visitors and residents: entering step by step, self-check, hotlines."""

    intro = RichTextField(features=RICH, blank=True)
    steps = StreamField([("step", blocks.EntryStep())], blank=True)
    symptoms = StreamField([("symptom", blocks.Symptom())], blank=True)
    hotlines = StreamField([("hotline", blocks.Hotline())], blank=True)
    body = StreamField(BODY, blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text=CHECKED)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("steps"),
        FieldPanel("symptoms"),
        FieldPanel("hotlines"),
        FieldPanel("body"),
        FieldPanel("checked_on"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("steps")]
    template = "content/visitors.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        return translations.noted(self, request, super().get_context(request, *args, **kwargs))


class NewsIndexPage(Page):
    """News and briefings, newest first."""

    intro = RichTextField(features=RICH, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    subpage_types = ["content.NewsPage"]
    template = "content/news_index.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        context = super().get_context(request, *args, **kwargs)
        kind = request.GET.get("kind", "")
        news = NewsPage.objects.child_of(self).live().public().order_by("-day", "-pk")
        if kind in dict(NewsPage.KINDS):
            news = news.filter(kind=kind)
        context["page_of_news"] = Paginator(news, NEWS_A_PAGE).get_page(request.GET.get("page"))
        context["kinds"] = NewsPage.KINDS
        context["kind"] = kind
        return translations.noted(self, request, context)


class NewsPage(Page):
    """One piece of news, a briefing, or a correction."""

    KINDS = (
        ("news", _("News")),
        ("briefing", _("Briefing")),
        ("correction", _("Correction")),
    )
    day = models.DateField(_("day"), default=timezone.localdate)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, default="news")
    summary = models.CharField(_("in one sentence"), max_length=250)
    speaker = models.CharField(_("who spoke"), max_length=150, blank=True)
    body = StreamField(BODY, blank=True)
    corrects = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="corrections"
    )

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("day"), FieldPanel("kind")]),
        FieldPanel("summary"),
        FieldPanel("speaker"),
        FieldPanel("body"),
        FieldPanel("corrects"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    base_form_class = NewsForm
    parent_page_types = ["content.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "content/news.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        context = super().get_context(request, *args, **kwargs)
        context["corrections"] = self.corrections.live().order_by("day")
        return translations.noted(self, request, context)


class FaqPage(Page):
    """Questions that many ask, by subject."""

    intro = RichTextField(features=RICH, blank=True)
    subjects = StreamField([("subject", blocks.Subject())], blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text=CHECKED)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("subjects"),
        FieldPanel("checked_on"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("subjects")]
    template = "content/faq.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        return translations.noted(self, request, super().get_context(request, *args, **kwargs))


class SuppliersPage(Page):
    """Makers of medical goods, for cities that look for some."""

    intro = RichTextField(features=RICH, blank=True)
    suppliers = StreamField([("supplier", blocks.Supplier())], blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text=CHECKED)

    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("suppliers"),
        FieldPanel("checked_on"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("suppliers"),
    ]
    template = "content/suppliers.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template is given."""
        context = super().get_context(request, *args, **kwargs)
        wanted = request.GET.get("goods", "")
        found = [block.value for block in self.suppliers]
        context["found"] = [each for each in found if not wanted or wanted in each["goods"]]
        context["goods"] = blocks.GOODS
        context["wanted"] = wanted
        return translations.noted(self, request, context)


class Question(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A question from the public. What is kept of it is masked; it is public once its answer is."""

    LANGUAGES = (("ko", "한국어"), ("en", "English"))
    SET_ASIDE = (
        ("", _("no")),
        ("off_topic", _("not about the epidemic")),
        ("answered_elsewhere", _("answered already")),
        ("personal", _("a personal matter")),
        ("abuse", _("abuse")),
    )
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    asked = models.TextField(_("as it was asked, private data masked"), editable=False)
    asked_at = models.DateTimeField(_("asked at"), editable=False)
    masked = models.JSONField(_("masked"), default=list, editable=False)
    same_as = models.BinaryField(max_length=32, editable=False)
    question = models.CharField(
        _("question as published"),
        max_length=300,
        blank=True,
        help_text=_("In your own words where that is shorter."),
    )
    answer = RichTextField(_("answer"), features=RICH, blank=True)
    set_aside = models.CharField(
        _("not to be answered"), max_length=20, choices=SET_ASIDE, blank=True
    )

    panels = [
        FieldPanel("asked", read_only=True),
        FieldPanel("asked_at", read_only=True),
        FieldPanel("language", read_only=True),
        FieldPanel("masked", read_only=True),
        FieldPanel("question"),
        FieldPanel("answer"),
        FieldPanel("set_aside"),
    ]

    class Meta:
        verbose_name = _("question from the public")
        verbose_name_plural = _("questions from the public")
        constraints = [
            models.CheckConstraint(
                condition=Q(live=False) | (~Q(question="") & ~Q(answer="") & Q(set_aside="")),
                name="question_is_public_with_its_answer",
            )
        ]
        indexes = [
            models.Index(fields=["live", "-first_published_at"], name="questions_public"),
            models.Index(fields=["same_as"], name="questions_same"),
        ]

    def __str__(self) -> str:
        return self.question or self.asked[:80]


class Asking(models.Model):
    """That somebody asked: an address's keyed hash that nobody can turn back, forgotten after a day."""

    who = models.BinaryField(max_length=32)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["who", "at"], name="askings_of_one")]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"


class SecondPerson(GroupApprovalTask):
    """A second pair of eyes: whoever wrote the text or asked for approval cannot give it."""

    def get_actions(self, obj: models.Model, user: AbstractBaseUser) -> list[tuple[str, str, bool]]:
        """What somebody can do: the writer sees the state and waits."""
        if wrote(obj, user):
            return []
        actions: list[tuple[str, str, bool]] = super().get_actions(obj, user)
        return actions

    def on_action(
        self, task_state: TaskState, user: AbstractBaseUser, action_name: str, **kwargs: Any
    ) -> None:
        """Do it. Raises PermissionDenied for the writer, however the act was asked for."""
        if wrote(task_state.workflow_state.content_object, user):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        """What the workflow's page says of it."""
        return str(_("Somebody of the group who did not write the text approves it"))

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")


def wrote(thing: Any, user: AbstractBaseUser) -> bool:  # Any: a page or a question
    """Whether somebody wrote the newest draft of a thing, or asked for its approval."""
    revision = thing.get_latest_revision()
    state = thing.current_workflow_state
    writers = {revision.user_id if revision else None, state.requested_by_id if state else None}
    return user.pk in writers
