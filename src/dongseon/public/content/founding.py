"""What the editors' work stands on: two groups, and a workflow in which nobody publishes alone."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from dongseon.public.content.models import (
    FaqPage,
    MeasuresPage,
    NewsIndexPage,
    Question,
    SecondPerson,
    SuppliersPage,
    SupportIndexPage,
    VisitorsPage,
)
from dongseon.public.pages import founding as pages

WRITERS, APPROVERS = "Press officers", "Second pair of eyes"
WORKFLOW = "Two people"
PAGES = ("add_page", "change_page")
WRITE = (
    "wagtailadmin.access_admin", "content.change_question", "content.view_question",
    "clinics.add_clinic", "clinics.change_clinic", "clinics.view_clinic", "alerts.add_alert",
    "simple_translation.submit_translation",
)  # fmt: skip
APPROVE = (*WRITE, "alerts.approve_alert")
SECTIONS: tuple[tuple[type[Page], str, dict[str, str]], ...] = (
    (MeasuresPage, "measures", {"ko": "대응 조치", "en": "Measures"}),
    (SupportIndexPage, "support", {"ko": "지원", "en": "Support"}),
    (VisitorsPage, "visitors", {"ko": "외국인 안내", "en": "Foreign visitors"}),
    (NewsIndexPage, "news", {"ko": "소식·브리핑", "en": "News and briefings"}),
    (FaqPage, "faq", {"ko": "자주 묻는 질문", "en": "Frequent questions"}),
    (SuppliersPage, "suppliers", {"ko": "의료물품 공급업체", "en": "Medical suppliers"}),
)


@transaction.atomic
def found() -> None:
    """Make groups and workflow. Neither group may publish: only the workflow does, with a second person."""
    for name, rights in ((WRITERS, WRITE), (APPROVERS, APPROVE)):
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(_permissions(rights))
        _pages(group)
    Group.objects.filter(name__in=("Editors", "Moderators")).delete()  # that Wagtail brings
    _workflow(Group.objects.get(name=APPROVERS))
    for kind, slug, titles in SECTIONS:
        section(kind, slug, titles)


def section(kind: type[Page], slug: str, titles: dict[str, str]) -> None:
    """Make a section's first page in both languages, live and empty, where it is missing."""
    if kind.objects.exists():
        return
    key = None
    for language, title in titles.items():
        home = pages.home(language)
        page = kind(title=title, slug=slug, locale=home.locale)
        if key is not None:
            page.translation_key = key
        home.add_child(instance=page)
        page.save_revision().publish()
        key = page.translation_key


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    found: list[Permission] = []
    for name in names:
        app, _dot, codename = name.partition(".")
        found += Permission.objects.filter(content_type__app_label=app, codename=codename)
    return found


def _pages(group: Group) -> None:
    """Each language's tree may be written in, and nothing beside it: a second first page would split the site."""
    root = Page.get_first_root_node()
    GroupPagePermission.objects.filter(group=group, page=root).delete()
    for codename in PAGES:
        permission = Permission.objects.get(
            content_type=ContentType.objects.get_for_model(Page), codename=codename
        )
        for language in pages.TITLES:
            GroupPagePermission.objects.get_or_create(
                group=group, page=pages.home(language), permission=permission
            )
    for app, codename in (
        ("wagtailimages", "add_image"), ("wagtailimages", "choose_image"), ("wagtailimages", "change_image"),
        ("wagtaildocs", "add_document"), ("wagtaildocs", "choose_document"),
    ):  # fmt: skip
        for permission in Permission.objects.filter(content_type__app_label=app, codename=codename):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )


def _workflow(approvers: Group) -> None:
    task = SecondPerson.objects.filter(name=WORKFLOW).first()
    if task is None:
        task = SecondPerson.objects.create(name=WORKFLOW)
    task.groups.set([approvers])
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    root = Page.get_first_root_node()
    WorkflowPage.objects.filter(page=root).exclude(workflow=workflow).delete()
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
    content_type = ContentType.objects.get_for_model(Question)
    WorkflowContentType.objects.update_or_create(
        content_type=content_type, defaults={"workflow": workflow}
    )
    Workflow.objects.exclude(pk=workflow.pk).update(active=False)
