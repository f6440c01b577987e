"""What the pages of press officers are made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from dongseon.public.pages.blocks import RICH

LEVELS = (("1", _("Level 1")), ("2", _("Level 2")), ("3", _("Level 3")))
LANGUAGES = blocks.CharBlock(max_length=200, required=False, label=_("Languages"))


class LevelBlock(blocks.StructBlock):
    """A level of distancing: when it holds and what holds then."""

    level = blocks.ChoiceBlock(choices=LEVELS, label=_("Level"))
    criteria = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("It holds when"))
    measures = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("What holds then"))

    class Meta:
        icon = "list-ol"


class StepInTime(blocks.StructBlock):
    """One entry of the timeline."""

    day = blocks.DateBlock(label=_("Day"))
    title = blocks.CharBlock(max_length=150, label=_("What happened"))
    text = blocks.RichTextBlock(features=RICH, required=False, label=_("More"))

    class Meta:
        icon = "date"


class EntryStep(blocks.StructBlock):
    """One step of entering the country."""

    title = blocks.CharBlock(max_length=120, label=_("Step"))
    where = blocks.CharBlock(max_length=120, required=False, label=_("Where"))
    text = blocks.RichTextBlock(features=RICH, label=_("What to do"))
    bring = blocks.ListBlock(
        blocks.CharBlock(max_length=150), required=False, label=_("Have ready")
    )

    class Meta:
        icon = "order"


class Hotline(blocks.StructBlock):
    """A number to call."""

    name = blocks.CharBlock(max_length=120, label=_("Who answers"))
    number = blocks.CharBlock(max_length=40, label=_("Number"))
    hours = blocks.CharBlock(max_length=120, label=_("When"))
    languages = LANGUAGES

    class Meta:
        icon = "mail"


class Symptom(blocks.StructBlock):
    """A question of the self-check, and what to do when the answer is yes."""

    question = blocks.CharBlock(max_length=200, label=_("Question"))
    advice = blocks.ChoiceBlock(
        choices=(
            ("emergency", _("Call 119 now")),
            ("call", _("Call 1339 and be tested")),
            ("watch", _("Stay at home and watch yourself")),
        ),
        label=_("When yes"),
    )

    class Meta:
        icon = "help"


class Answered(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(max_length=300, label=_("Question"))
    answer = blocks.RichTextBlock(features=RICH, label=_("Answer"))

    class Meta:
        icon = "help"


class Subject(blocks.StructBlock):
    """Questions about one subject."""

    title = blocks.CharBlock(max_length=120, label=_("Subject"))
    questions = blocks.ListBlock(Answered(), label=_("Questions"))

    class Meta:
        icon = "folder-open-inverse"


GOODS = (
    ("test_kits", _("Test kits")),
    ("masks", _("Masks")),
    ("protective_clothing", _("Protective clothing")),
    ("disinfectants", _("Disinfectants")),
    ("thermometers", _("Thermometers")),
    ("booths", _("Walk-through booths")),
    ("ventilators", _("Respiratory equipment")),
)


class Supplier(blocks.StructBlock):
    """A maker of medical goods."""

    name = blocks.CharBlock(max_length=150, label=_("Company"))
    goods = blocks.MultipleChoiceBlock(choices=GOODS, label=_("Goods"))
    products = blocks.CharBlock(max_length=300, label=_("Products"))
    approvals = blocks.CharBlock(max_length=200, required=False, label=_("Approvals"))
    phone = blocks.CharBlock(max_length=40, required=False, label=_("Phone"))
    mail = blocks.EmailBlock(required=False, label=_("E-mail"))
    web = blocks.URLBlock(required=False, label=_("Web site"))

    class Meta:
        icon = "site"
