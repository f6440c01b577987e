"""The editors' form of a document: it is looked into before it is kept."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.documents.forms import BaseDocumentForm

from dongseon.errors import InvalidInput
from dongseon.public.uploads import kinds


class DocumentForm(BaseDocumentForm):
    """Wagtail's form, with a look at what is in the file."""

    def clean_file(self) -> Any:  # Any: Django's uploaded file, or the one that is kept
        """The file. Raises ValidationError where it is not what its name says."""
        file = self.cleaned_data["file"]
        if file and "file" in self.changed_data:
            content = file.read(kinds.LARGEST_DOCUMENT + 1)
            file.seek(0)
            try:
                kinds.check_document(file.name, content)
            except InvalidInput as error:
                raise ValidationError(str(error)) from None
        return file
