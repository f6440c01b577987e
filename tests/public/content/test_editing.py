"""A press officer's work: nobody publishes alone, pages go live and expire by the clock, both languages are seen."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.models import Locale, Page, PagePermissionTester, get_page_models
from wagtail.rich_text import RichText

from dongseon.public import due
from dongseon.public.content import documents, editing, founding, practising
from dongseon.public.content.models import (
    FaqPage,
    MeasuresPage,
    NewsIndexPage,
    NewsPage,
    Question,
    SupportPage,
)
from dongseon.public.pages import founding as pages

NOW = datetime.now(UTC)
SECTIONS = (
    "measures", "support", "visitors", "news", "faq", "suppliers", "questions", "clinics", "masks", "alerts",
)  # fmt: skip


@pytest.fixture
def office(db: None) -> None:
    """A press officer and a second pair of eyes; the sections are there, and empty."""
    practising.accounts("practice-practice")


def account(name: str) -> User:
    return User.objects.get(username=name)


def draft(by: User, **values: object) -> NewsPage:
    index = NewsIndexPage.objects.get(locale__language_code="ko")
    page = NewsPage(
        title="새 소식",
        slug="new",
        summary="한 문장",
        day=date(2020, 5, 6),
        live=False,
        locale=index.locale,
    )
    page.body = [("text", RichText("<p>본문입니다.</p>"))]
    for name, value in values.items():
        setattr(page, name, value)
    index.add_child(instance=page)
    page.save_revision(user=by)
    return page


def submit(page: Page | Question, by: User) -> None:
    workflow = page.get_workflow()
    assert workflow.name == founding.WORKFLOW
    workflow.start(page, by)


def approve(page: Page | Question, by: User) -> None:
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, by, "approve")


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("name", ["press", "second"])
def test_neither_group_may_publish_by_itself(name: str) -> None:
    page = draft(account("press"))
    may = PagePermissionTester(account(name), page)
    assert may.can_edit()
    assert not may.can_publish()
    assert not account(name).has_perm("content.publish_question")


@pytest.mark.usefixtures("office")
def test_nobody_can_lay_a_second_first_page_beside_the_first() -> None:
    """A press officer copied the first page to the root; the site did not start again."""
    root, home = Page.get_first_root_node(), pages.home("ko")
    for name in ("press", "second"):
        may = PagePermissionTester(account(name), home)
        assert may.can_edit()
        assert not may.can_copy_to(root)
        assert not PagePermissionTester(account(name), root).can_add_subpage()
    home.copy(update_attrs={"slug": "another", "live": False}, to=root)
    founding.found()
    assert pages.found() == 0
    assert pages.home("ko") == home


@pytest.mark.usefixtures("office")
def test_a_second_person_makes_it_public() -> None:
    page = draft(account("press"))
    submit(page, account("press"))
    assert Client().get("/ko/news/new/").status_code == 404
    approve(page, account("second"))
    shown = Client().get("/ko/news/new/")
    assert "본문입니다." in shown.content.decode()
    assert not shown.cookies


@pytest.mark.usefixtures("office")
def test_whoever_wrote_it_cannot_approve_it_even_in_the_second_group() -> None:
    second = account("second")
    page = draft(second)
    submit(page, second)
    task = page.current_workflow_task_state.task.specific
    assert task.get_actions(page, second) == []
    with pytest.raises(PermissionDenied):
        approve(page, second)
    page.refresh_from_db()
    assert not page.live


@pytest.mark.usefixtures("office")
def test_whoever_changes_a_word_before_approving_needs_another() -> None:
    page = draft(account("press"))
    submit(page, account("press"))
    page.title = "고친 소식"
    page.save_revision(user=account("second"))
    with pytest.raises(PermissionDenied):
        approve(page, account("second"))
    third = User.objects.create_user("third")
    third.groups.add(Group.objects.get(name=founding.APPROVERS))
    approve(page, third)  # what was asked for, before the change
    page = NewsPage.objects.get(pk=page.pk)
    if not page.live:
        approve(page, third)  # the change
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "고친 소식")


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("kind", [each for each in get_page_models() if each is not Page])
def test_a_form_that_is_sent_as_it_came_changes_nothing(kind: type[Page]) -> None:
    """Or else the approval of a page would be a change by whoever approves, and be refused."""
    form = kind.get_edit_handler().get_form_class()(
        instance=kind(locale=Locale.get_default()), for_user=account("second")
    )
    assert not [name for name, field in form.fields.items() if field.show_hidden_initial]


@pytest.mark.usefixtures("office")
def test_a_page_goes_live_and_expires_by_the_clock() -> None:
    page = draft(
        account("press"),
        go_live_at=NOW + timedelta(hours=1),
        expire_at=NOW + timedelta(hours=2),
    )
    submit(page, account("press"))
    approve(page, account("second"))
    due.once(NOW)
    page.refresh_from_db()
    assert (page.live, page.approved_schedule) == (False, True)
    its_hour_comes(page)
    due.once(NOW)
    page.refresh_from_db()
    assert page.live
    NewsPage.objects.filter(pk=page.pk).update(expire_at=NOW - timedelta(seconds=1))
    due.once(NOW)
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
    assert Client().get("/ko/news/new/").status_code == 404


def its_hour_comes(page: NewsPage) -> None:
    """Wagtail reads its own clock: what was scheduled is moved instead."""
    revision = page.scheduled_revision
    past = NOW - timedelta(minutes=1)
    revision.content = {**revision.content, "go_live_at": past.isoformat()}
    revision.approved_go_live_at = past
    revision.save(update_fields=["content", "approved_go_live_at"])


@pytest.mark.usefixtures("office")
def test_a_question_is_answered_by_one_and_made_public_by_another() -> None:
    practising.questions(NOW)
    row = Question.objects.filter(live=False, language="ko").first()
    assert row is not None
    row.question, row.answer = (
        "방문 장소에 있었다면 검사를 받습니까?",
        "<p>1339로 문의하십시오.</p>",
    )
    row.save_revision(user=account("press"))
    submit(row, account("press"))
    assert "방문 장소에 있었다면" not in Client().get("/ko/questions/").content.decode()
    with pytest.raises(PermissionDenied):
        approve(row, account("press"))
    approve(row, account("second"))
    assert "방문 장소에 있었다면" in Client().get("/ko/questions/").content.decode()


@pytest.mark.usefixtures("office")
def test_a_missing_translation_is_seen_by_readers_and_editors() -> None:
    page = draft(account("press"))
    page.get_latest_revision().publish()
    assert (
        "This page is not available in English yet."
        in Client().get("/ko/news/new/").content.decode()
    )
    first = editing.pairs()[0]
    assert (first.state, [side.title if side else None for side in first.pages]) == (
        "missing",
        ["새 소식", None],
    )


def test_the_practice_content_is_whole_and_served_in_both_languages(db: None) -> None:
    """One test, since filling a site takes seconds."""
    practising.main({}, NOW)
    sections_lead_to_the_other_language()
    support_is_found_by_who_somebody_is()
    for kind in (MeasuresPage, SupportPage, NewsPage, FaqPage):
        counts = {
            locale.language_code: kind.objects.live().filter(locale=locale).count()
            for locale in Locale.objects.all()
        }
        assert counts["ko"] == counts["en"] > 0
    assert all(pair.state == "even" for pair in editing.pairs())
    page = Client().get("/en/measures/").content.decode()
    for words in ("Level 1", "in force", "Fewer than 5 new cases a day", "Last checked on"):
        assert words in page
    first = Client().get("/en/").content.decode()
    for words in (
        "Distancing Level 1 is in force",
        "Daily briefing",
        "/en/support/",
        "/en/clinics/",
    ):
        assert words in first
    assert b"Daily briefing" in Client().get("/news.en.atom").content
    assert b"/ko/measures/" in Client().get("/sitemap.xml").content
    assert b"Sitemap:" in Client().get("/robots.txt").content
    hits = [hit.title for hit in documents.pages() if "거리두기" in hit.text]
    assert "대응 조치" in hits
    assert "&lt;script&gt;" in Client().get("/ko/search/?q=<script>").content.decode()
    assert practising.main({}, NOW) == {"pages": 0}


def sections_lead_to_the_other_language() -> None:
    for path in SECTIONS:
        for language, other in (("ko", "en"), ("en", "ko")):
            shown = Client().get(f"/{language}/{path}/")
            page = shown.content.decode()
            assert shown.status_code == 200, path
            assert f'<html lang="{language}"' in page
            assert f'href="/{other}/{path}/"' in page, path


def support_is_found_by_who_somebody_is() -> None:
    page = Client().get("/en/support/?i=small_business").content.decode()
    assert "Emergency loans for small businesses" in page
    assert "Only if this is true as well: My income has fallen" in page
    assert "Family care leave" not in page
    assert Client().get("/en/support/?i=<script>").status_code == 200
