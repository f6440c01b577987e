"""What a page's text is made of."""

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

RICH = ["bold", "italic", "link", "ol", "ul", "document-link"]


class PictureBlock(blocks.StructBlock):
    """A picture with what it shows said in words."""

    image = ImageChooserBlock()
    text = blocks.CharBlock(
        max_length=300, help_text="What the picture shows, for whoever cannot see it"
    )

    class Meta:
        icon = "image"
        template = "pages/blocks/picture.html"


class FactsBlock(blocks.StructBlock):
    """A small table of facts: words on the left, facts on the right."""

    rows = blocks.ListBlock(
        blocks.StructBlock(
            [("name", blocks.CharBlock(max_length=120)), ("fact", blocks.CharBlock(max_length=500))]
        )
    )

    class Meta:
        icon = "list-ul"
        template = "pages/blocks/facts.html"


BODY = [
    (
        "heading",
        blocks.CharBlock(max_length=120, icon="title", template="pages/blocks/heading.html"),
    ),
    ("text", blocks.RichTextBlock(features=RICH)),
    ("facts", FactsBlock()),
    ("picture", PictureBlock()),
]
