"""Word documents (DOCX) as Markdown."""

from io import BytesIO

import mammoth

from annotations.prose.documents.document import Document
from annotations.prose.documents.html import html_to_markdown
from annotations.prose.normalising import UnreadableText


def read_docx(content: bytes) -> Document:
    """A Word document that has been checked; its pictures are left out."""
    try:
        made = mammoth.convert_to_html(
            BytesIO(content), convert_image=mammoth.images.img_element(lambda image: {"src": ""})
        )
    except Exception as error:  # mammoth trusts the files it gets and raises what it happens to
        raise UnreadableText("This DOCX file is damaged: it can’t be read.") from error
    return Document(html_to_markdown(made.value))
