"""The practice content, written through the models as an editor's save would: both languages of each page."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from dongseon.public.content import asking, founding, practice_measures, practice_visitors
from dongseon.public.content import practice_texts as texts
from dongseon.public.content.models import (
    FaqPage,
    MeasuresPage,
    NewsIndexPage,
    NewsPage,
    Question,
    SuppliersPage,
    SupportIndexPage,
    SupportPage,
    VisitorsPage,
)
from dongseon.public.pages.models import HomePage

LANGUAGES = ("ko", "en")
ACCOUNTS = (("press", founding.WRITERS), ("second", founding.APPROVERS))


def main(told: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Fill an empty site; what is there is left alone. ``told`` may hold a password for two accounts."""
    founding.found()
    if told.get("password"):
        accounts(told["password"])
    return {"pages": fill(now=now)}


def accounts(password: str) -> None:
    """A press officer and a second pair of eyes, for a demonstration."""
    for name, group in ACCOUNTS:
        if not User.objects.filter(username=name).exists():
            user = User.objects.create_user(name, password=password)
            user.groups.add(Group.objects.get(name=group))


@transaction.atomic
def fill(*, now: datetime) -> int:
    """Write the pages; how many."""
    if SupportPage.objects.exists():
        return 0
    today = timezone.localdate(now)
    before: int = Page.objects.count()
    measures(today)
    support(today)
    visitors(today)
    news(today)
    faq(today)
    suppliers(today)
    questions(now)
    after: int = Page.objects.count()
    return after - before


def pair(kind: type[Page], slug: str, values: dict[str, dict[str, Any]], under: type[Page]) -> None:
    """A page in both languages under a parent's page in that language; a section that is there is filled."""
    key = None
    for language in LANGUAGES:
        locale = Locale.objects.get(language_code=language)
        page = kind.objects.filter(slug=slug, locale=locale).first()
        if page is None:
            page = kind(slug=slug, locale=locale, **values[language])
            if key is not None:
                page.translation_key = key
            under.objects.get(locale=locale).add_child(instance=page)
        else:
            for name, value in values[language].items():
                setattr(page, name, value)
        page.save_revision().publish()
        key = page.translation_key


def each(make: Any) -> dict[str, dict[str, Any]]:
    """What ``make(0)`` says for Korean and ``make(1)`` for English."""
    return {language: make(at) for at, language in enumerate(LANGUAGES)}


def measures(today: date) -> None:
    """The page of measures."""
    told = practice_measures.MEASURES

    def one(at: int) -> dict[str, Any]:
        return {
            "title": told["title"][at],
            "intro": told["intro"][at],
            "level": "1",
            "level_since": today - timedelta(days=8),
            "level_until": today + timedelta(days=20),
            "levels": [
                (
                    "level",
                    {
                        "level": level,
                        "criteria": [c[at] for c in criteria],
                        "measures": [m[at] for m in what],
                    },
                )
                for level, criteria, what in told["levels"]
            ],
            "timeline": [
                (
                    "entry",
                    {
                        "day": today + timedelta(days=day),
                        "title": title[at],
                        "text": _rich(text[at]),
                    },
                )
                for day, title, text in told["timeline"]
            ],
            "checked_on": today,
        }

    pair(MeasuresPage, "measures", each(one), HomePage)


def support(today: date) -> None:
    """The finder and each support."""
    index = practice_measures.SUPPORT_INDEX
    pair(
        SupportIndexPage,
        "support",
        each(
            lambda at: {
                "title": index["title"][at],
                "intro": index["intro"][at],
                "checked_on": today,
            }
        ),
        HomePage,
    )
    for told in practice_measures.SUPPORTS:

        def one(at: int, told: dict[str, Any] = told) -> dict[str, Any]:
            opens, closes = told["window"]
            return {
                "title": told["title"][at],
                "summary": told["summary"][at],
                "search_description": told["summary"][at],
                "any_of": told["any_of"],
                "all_of": told["all_of"],
                "amount": told["amount"][at],
                "apply_at": told["apply_at"][at],
                "bring": told["bring"][at],
                "phone": told["phone"],
                "body": [("text", _rich(told["how"][at]))],
                "opens_on": None if opens is None else today + timedelta(days=opens),
                "closes_on": None if closes is None else today + timedelta(days=closes),
                "checked_on": today,
            }

        pair(SupportPage, told["slug"], each(one), SupportIndexPage)


def visitors(today: date) -> None:
    """The page for foreign visitors."""
    told = practice_visitors.VISITORS

    def one(at: int) -> dict[str, Any]:
        return {
            "title": told["title"][at],
            "intro": told["intro"][at],
            "steps": [
                (
                    "step",
                    {
                        "title": title[at],
                        "where": where[at],
                        "text": _rich(text[at]),
                        "bring": [b[at] for b in bring],
                    },
                )
                for title, where, text, bring in told["steps"]
            ],
            "symptoms": [
                ("symptom", {"question": question[at], "advice": advice})
                for question, advice in told["symptoms"]
            ],
            "hotlines": [
                (
                    "hotline",
                    {
                        "name": name[at],
                        "number": number,
                        "hours": hours[at],
                        "languages": spoken[at],
                    },
                )
                for name, number, hours, spoken in told["hotlines"]
            ],
            "checked_on": today,
        }

    pair(VisitorsPage, "visitors", each(one), HomePage)


def news(today: date) -> None:
    """News, briefings and a correction."""
    index = practice_visitors.NEWS_INDEX
    pair(NewsIndexPage, "news", each(lambda at: {"title": index["title"][at]}), HomePage)
    for told in practice_visitors.NEWS:

        def one(at: int, told: dict[str, Any] = told) -> dict[str, Any]:
            return {
                "title": told["title"][at],
                "day": today + timedelta(days=told["day"]),
                "kind": told["kind"],
                "summary": told["summary"][at],
                "search_description": told["summary"][at],
                "speaker": told["speaker"][at],
                "body": [("text", _rich(told["text"][at]))],
            }

        pair(NewsPage, told["slug"], each(one), NewsIndexPage)


def faq(today: date) -> None:
    """Frequent questions."""
    told = texts.FAQ

    def one(at: int) -> dict[str, Any]:
        return {
            "title": told["title"][at],
            "intro": told["intro"][at],
            "subjects": [
                (
                    "subject",
                    {
                        "title": title[at],
                        "questions": [
                            {"question": q[at], "answer": _rich(a[at])} for q, a in entries
                        ],
                    },
                )
                for title, entries in told["subjects"]
            ],
            "checked_on": today,
        }

    pair(FaqPage, "faq", each(one), HomePage)


def suppliers(today: date) -> None:
    """Makers of medical goods."""
    told = texts.SUPPLIERS

    def one(at: int) -> dict[str, Any]:
        return {
            "title": told["title"][at],
            "intro": told["intro"][at],
            "suppliers": [
                (
                    "supplier",
                    {
                        "name": name[at],
                        "goods": list(goods),
                        "products": products[at],
                        "approvals": approvals[at],
                        "phone": phone,
                        "mail": mail,
                        "web": "",
                    },
                )
                for name, goods, products, approvals, phone, mail in told["suppliers"]
            ],
            "checked_on": today,
        }

    pair(SuppliersPage, "suppliers", each(one), HomePage)


def questions(now: datetime) -> None:
    """Answered questions, and two that wait for an editor."""
    for language, asked, question, answer, day in texts.QUESTIONS:
        row = _asked(language, asked, now + timedelta(days=day - 1))
        row.question, row.answer = question, answer
        row.save_revision().publish()
    for language, asked in texts.WAITING:
        _asked(language, asked, now - timedelta(hours=2))


def _asked(language: str, asked: str, at: datetime) -> Question:
    judged = asking.judge(asked, seconds=60, trap="")
    return Question.objects.create(
        language=language,
        asked=judged.text,
        asked_at=at,
        masked=[str(kind) for kind in judged.masked],
        same_as=asking.same(judged.text),
        live=False,
    )


def _rich(text: str) -> Any:  # Any: Wagtail ships no types
    return RichText(text)
