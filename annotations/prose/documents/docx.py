"""Word documents (DOCX) as Markdown."""

from io import BytesIO

import mammoth

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.document import Document
from annotations.prose.documents.html import html_to_markdown
from annotations.prose.normalising import UnreadableText


def read_docx(content: bytes) -> Document:
    """Return the text of a Word document without its pictures; its XML must have been checked.

    Raises `UnreadableText` for a damaged document.
    """
    try:
        made = mammoth.convert_to_html(
            BytesIO(content), convert_image=mammoth.images.img_element(lambda image: {"src": ""})
        )
    except Exception as error:  # mammoth raises all kinds of errors for damaged files
        raise UnreadableText(_("This DOCX file is damaged: it can’t be read.")) from error
    return Document(html_to_markdown(made.value))
