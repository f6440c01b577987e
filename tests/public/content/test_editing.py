"""A press officer's work: nobody publishes alone, pages go live and expire by the clock, both languages are seen."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.test import Client
from wagtail.models import Locale, Page, PagePermissionTester
from wagtail.rich_text import RichText

from dongseon.public import due
from dongseon.public.content import editing, founding, practising
from dongseon.public.content.models import (
    FaqPage,
    MeasuresPage,
    NewsIndexPage,
    NewsPage,
    Question,
    SupportPage,
)

NOW = datetime.now(UTC)


@pytest.fixture
def filled(db: None) -> None:
    practising.main({"password": "practice-practice"}, NOW)


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


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", ["press", "second"])
def test_neither_group_may_publish_by_itself(name: str) -> None:
    page = draft(account("press"))
    may = PagePermissionTester(account(name), page)
    assert may.can_edit()
    assert not may.can_publish()
    assert not account(name).has_perm("content.publish_question")


@pytest.mark.usefixtures("filled")
def test_a_second_person_makes_it_public() -> None:
    page = draft(account("press"))
    submit(page, account("press"))
    assert Client().get("/ko/news/new/").status_code == 404
    approve(page, account("second"))
    shown = Client().get("/ko/news/new/")
    assert "본문입니다." in shown.content.decode()
    assert not shown.cookies


@pytest.mark.usefixtures("filled")
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


@pytest.mark.usefixtures("filled")
def test_whoever_changes_a_word_before_approving_needs_another() -> None:
    page = draft(account("press"))
    submit(page, account("press"))
    page.title = "고친 소식"
    page.save_revision(user=account("second"))
    with pytest.raises(PermissionDenied):
        approve(page, account("second"))
    third = User.objects.create_user("third")
    third.groups.add(Group.objects.get(name=founding.APPROVERS))
    approve(page, third)
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "고친 소식")


@pytest.mark.usefixtures("filled")
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
    revision = page.scheduled_revision
    revision.approved_go_live_at = NOW - timedelta(minutes=1)
    revision.save(update_fields=["approved_go_live_at"])
    due.once(NOW)
    page.refresh_from_db()
    assert page.live
    NewsPage.objects.filter(pk=page.pk).update(expire_at=NOW - timedelta(seconds=1))
    due.once(NOW)
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)
    assert Client().get("/ko/news/new/").status_code == 404


@pytest.mark.usefixtures("filled")
def test_a_question_is_answered_by_one_and_made_public_by_another() -> None:
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


@pytest.mark.usefixtures("filled")
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


@pytest.mark.usefixtures("filled")
def test_every_section_is_there_in_both_languages_and_leads_to_the_other() -> None:
    for path in (
        "measures",
        "support",
        "visitors",
        "news",
        "faq",
        "suppliers",
        "questions",
        "clinics",
        "masks",
        "alerts",
    ):
        for language, other in (("ko", "en"), ("en", "ko")):
            shown = Client().get(f"/{language}/{path}/")
            page = shown.content.decode()
            assert shown.status_code == 200, path
            assert f'<html lang="{language}"' in page
            assert f'href="/{other}/{path}/"' in page, path


@pytest.mark.usefixtures("filled")
def test_support_is_found_by_who_somebody_is() -> None:
    page = Client().get("/en/support/?i=small_business").content.decode()
    assert "Emergency loans for small businesses" in page
    assert "Only if this is true as well: My income has fallen" in page
    assert "Family care leave" not in page
    assert Client().get("/en/support/?i=<script>").status_code == 200


@pytest.mark.usefixtures("filled")
def test_the_practice_content_is_whole_in_both_languages() -> None:
    for kind in (MeasuresPage, SupportPage, NewsPage, FaqPage):
        counts = {
            locale.language_code: kind.objects.live().filter(locale=locale).count()
            for locale in Locale.objects.all()
        }
        assert counts["ko"] == counts["en"] > 0
    assert all(pair.state == "even" for pair in editing.pairs())
    assert practising.main({}, NOW) == {"pages": 0}


@pytest.mark.usefixtures("filled")
def test_a_measure_says_its_level_its_criteria_and_its_day() -> None:
    page = Client().get("/en/measures/").content.decode()
    for words in ("Level 1", "in force", "Fewer than 5 new cases a day", "Last checked on"):
        assert words in page


@pytest.mark.usefixtures("filled")
def test_the_feed_and_the_lists_for_search_engines_are_there() -> None:
    feed = Client().get("/news.en.atom")
    assert b"Daily briefing" in feed.content
    assert b"/ko/measures/" in Client().get("/sitemap.xml").content
    assert b"Sitemap:" in Client().get("/robots.txt").content


@pytest.mark.usefixtures("filled")
def test_search_finds_pages_questions_and_clinics_that_are_public() -> None:
    page = Client().get("/ko/search/?q=거리두기").content.decode()
    assert "대응 조치" in page
    assert "&lt;script&gt;" in Client().get("/ko/search/?q=<script>").content.decode()
