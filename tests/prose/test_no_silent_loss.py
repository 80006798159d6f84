"""Whatever stands in a file is in the essay, its notes, or the report of what was left out."""

import re
import zipfile
from io import BytesIO
from itertools import count

import pytest

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.pandoc import process
from annotations.prose.documents.reader import read_document
from tests.prose.test_documents import docx, epub, zipped

ALL = 10**6
HTML = """
<h1>@</h1><header>@</header><nav>@</nav><div>@<p>@</p>@</div><p hidden>@</p><p style="display:none">@
</p><noscript>@</noscript><button>@</button><select><option>@</option></select><textarea>@</textarea>
<aside>@</aside><details><summary>@</summary>@</details><figure><img alt="@"><figcaption>@</figcaption>
</figure><table><caption>@</caption><thead><tr><th>@</th></tr></thead><tr><td rowspan=2>@</td><td>@
</td></tr><tr><td colspan=3>@<p>@</p></td></tr><tfoot><tr><td>@</td></tr></tfoot></table>
<dl><dt>@</dt><dd>@</dd></dl><ul><li>@<ol><li>@</li></ol>@</li>@</ul><blockquote>@<cite>@</cite>
</blockquote><pre>@</pre><p>@<ruby>@<rp>(</rp><rt>@</rt></ruby><q>@</q><kbd>@</kbd><sup>@</sup></p>
<video>@</video><audio>@</audio><object>@</object><iframe title="@">@</iframe><svg><text>@</text></svg>
<canvas>@</canvas><form><label>@</label><input type="submit" value="@"></form><center>@</center><font>@
</font><marquee>@</marquee><custom-tag>@</custom-tag><address>@</address><footer>@</footer><p>@<a
href="#n">1</a></p><aside id="n" role="doc-footnote">@</aside><div class="cookie-banner">cookies @</div>
<fieldset><legend>@</legend>@</fieldset><dialog>@</dialog><template>no</template>
"""
JATS = """<article><front><journal-meta><journal-title>@</journal-title></journal-meta><article-meta>
<article-id>@</article-id><title-group><article-title>@</article-title><subtitle>@</subtitle>
<alt-title>@</alt-title></title-group><contrib-group><contrib><name><surname>@</surname><given-names>@
</given-names></name><role>@</role></contrib><contrib contrib-type="editor"><string-name>@</string-name>
</contrib><aff>@</aff></contrib-group><author-notes><fn><p>@</p></fn></author-notes><abstract><title>@
</title><p>@</p></abstract><trans-abstract><p>@</p></trans-abstract><kwd-group><kwd>@</kwd></kwd-group>
</article-meta></front><body><sec><label>@</label><title>@</title><p>@<xref rid="n">1</xref>
<xref ref-type="bibr">@</xref><index-term><term>@</term></index-term></p><list><title>@</title>
<list-item><label>@</label><p>@</p></list-item></list><def-list><title>@</title><term-head>@</term-head>
<def-item><term>@</term><def><p>@</p></def></def-item></def-list><disp-quote><title>@</title><p>@</p>
<attrib>@</attrib></disp-quote><fig><label>@</label><caption><title>@</title><p>@</p></caption>
<alt-text>@</alt-text><graphic/><attrib>@</attrib><permissions><license><p>@</p></license></permissions>
</fig><table-wrap><label>@</label><caption><title>@</title><p>@</p></caption><table><tr><th>@</th></tr>
<tr><td>@</td><td>@</td></tr><tfoot><tr><td>@</td></tr></tfoot></table><table-wrap-foot><fn><label>@
</label><p>@</p></fn></table-wrap-foot></table-wrap><boxed-text><label>@</label><caption><title>@</title>
</caption><p>@</p></boxed-text><media><label>@</label><caption><p>@</p></caption></media><speech>
<speaker>@</speaker><p>@</p></speech><statement><label>@</label><title>@</title><p>@</p></statement>
<verse-group><title>@</title><verse-line>@</verse-line><verse-line>@</verse-line><attrib>@</attrib>
</verse-group><preformat>@</preformat><disp-formula><label>@</label>@</disp-formula></sec></body><back>
<ack><title>@</title><p>@</p></ack><app-group><app><label>@</label><p>@</p></app></app-group><glossary>
<title>@</title><p>@</p></glossary><fn-group><title>@</title><fn id="n"><label>1</label><p>@</p></fn><fn>
<label>@</label><p>@</p></fn></fn-group><ref-list><title>@</title><p>@</p><ref><label>@</label>
<element-citation><person-group><name><surname>@</surname></name><collab>@</collab><etal/></person-group>
<year>@</year><article-title>@</article-title><comment>@</comment></element-citation><note><p>@</p>
</note></ref></ref-list><notes><title>@</title><p>@</p></notes></back><sub-article><front-stub>
<title-group><article-title>@</article-title></title-group><contrib-group><contrib><name><surname>@
</surname></name></contrib></contrib-group></front-stub><body><p>@</p></body></sub-article></article>"""
DOCBOOK = """<book xmlns="http://docbook.org/ns/docbook"><info><title>@</title><subtitle>@</subtitle>
<author><personname>@</personname><affiliation>@</affiliation></author><abstract><para>@</para></abstract>
<legalnotice><para>@</para></legalnotice></info><toc><tocentry>@</tocentry></toc><preface><title>@</title>
<para>@</para></preface><part><title>@</title><partintro><title>@</title><para>@</para></partintro>
<chapter><title>@</title><titleabbrev>@</titleabbrev><subtitle>@</subtitle><para>@<footnote><para>@</para>
</footnote><remark>@</remark><indexterm><primary>@</primary></indexterm><menuchoice><shortcut>@</shortcut>
<guibutton>@</guibutton></menuchoice><inlineequation><alt>@</alt></inlineequation></para><bridgehead>@
</bridgehead><note><title>@</title><para>@</para></note><itemizedlist><title>@</title><para>@</para>
<listitem><para>@</para></listitem></itemizedlist><variablelist><title>@</title><varlistentry><term>@
</term><listitem><para>@</para></listitem></varlistentry></variablelist><procedure><title>@</title><para>@
</para><step><title>@</title><para>@</para></step></procedure><qandaset><title>@</title><qandaentry>
<question><label>@</label><para>@</para></question><answer><para>@</para></answer></qandaentry></qandaset>
<table><title>@</title><caption>@</caption><tgroup><thead><row><entry>@</entry></row></thead><tfoot><row>
<entry>@</entry></row></tfoot><tbody><row><entry>@</entry><entry>@</entry></row></tbody></tgroup></table>
<figure><title>@</title><mediaobject><textobject><phrase>@</phrase></textobject><textobject><para>@</para>
</textobject><caption><para>@</para></caption></mediaobject></figure><blockquote><title>@</title>
<attribution>@</attribution><para>@</para></blockquote><epigraph><attribution>@</attribution><para>@</para>
</epigraph><equation><title>@</title><mathphrase>@</mathphrase></equation><example><title>@</title><para>@
</para></example><literallayout>@</literallayout><programlisting>@</programlisting><simplelist><member>@
</member></simplelist><segmentedlist><title>@</title><segtitle>@</segtitle><seglistitem><seg>@</seg>
</seglistitem></segmentedlist><cmdsynopsis><command>@</command><arg>@</arg></cmdsynopsis><refentry>
<refmeta><refentrytitle>@</refentrytitle></refmeta><refnamediv><refname>@</refname><refpurpose>@
</refpurpose></refnamediv><refsect1><title>@</title><para>@</para></refsect1></refentry></chapter></part>
<glossary><title>@</title><glossdiv><title>@</title><glossentry><glossterm>@</glossterm><acronym>@
</acronym><glossdef><para>@</para><glossseealso>@</glossseealso></glossdef></glossentry><glossentry>
<glossterm>@</glossterm><glosssee>@</glosssee></glossentry></glossdiv></glossary><bibliography><title>@
</title><bibliodiv><biblioentry><abbrev>@</abbrev><title>@</title><author><personname>@</personname>
</author></biblioentry><bibliomixed><title>@</title>@</bibliomixed></bibliodiv></bibliography><index>
<title>@</title><indexdiv><title>@</title><indexentry><primaryie>@</primaryie></indexentry></indexdiv>
</index><colophon><para>@</para></colophon></book>"""
LATEX = r"""\documentclass{article}\usepackage{x}\title{@}\author{@}\date{@}\begin{document}\maketitle
\begin{abstract}@\end{abstract}\tableofcontents\section[@]{@}@\footnote{@}\emph{@}\textsc{@}\unknown{@}
\begin{quote}@\end{quote}\begin{verse}@\\@\end{verse}\begin{itemize}\item[@] @\end{itemize}
\begin{description}\item[@] @\end{description}\begin{figure}\includegraphics{x}\caption{@}\end{figure}
\begin{tabular}{ll}@&@\\\multicolumn{2}{l}{@}\\\end{tabular}\begin{verbatim}@\end{verbatim}
\begin{theorem}[@]@\end{theorem}\begin{odd}@\end{odd}\marginpar{@}\includegraphics[x=2]{y}
\begin{thebibliography}{9}\bibitem{k} @\end{thebibliography}\end{document}"""
ORG = """#+TITLE: @
#+AUTHOR: @
* TODO @ :tag:
:PROPERTIES:
:CUSTOM_ID: x
:END:
@ [fn:1] /@/ @@html:<b>x</b>@@
# comment @
#+begin_comment
@
#+end_comment
#+begin_quote
@
#+end_quote
#+begin_verse
@
@
#+end_verse
- @ :: @
#+CAPTION: @
| @ | @ |
#+begin_src python
@
#+end_src
#+begin_export latex
@
#+end_export

[fn:1] @
"""
RTF = r"""{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\title @}{\author @}{\subject @}{\keywords @}
{\doccomm @}}{\header @\par}{\footer @\par}\pard @{\footnote @}{\b @}{\v @}
{\*\bkmkstart x}{\field{\*\fldinst HYPERLINK "https://a.org"}{\fldrslt @}}{\annotation @}\par
@\par\trowd\cellx100\cellx200\pard\intbl @\cell @\cell\row\pard
{\shp{\*\shpinst{\shptxt @\par}}}{\pict 00}{\deleted @}\par}"""
MARKDOWN = """---
title: @
subtitle: @
---

# @ {.x}

@[^1] <!-- @ --> <b>@</b> <u>@</u> ![@](x.png) ^[@]

<!-- @ -->

<div class="x">@</div>

<details><summary>@</summary>

@

</details>

::: note
@
:::

| @ | @ |
|---|---|
| @ | @ |

@
: @

```{=latex}
@
```

[^1]: @
"""
CHANGE = "w:id='1' w:author='A' w:date='2026-01-01T00:00:00Z'"
RUN = "<w:r><w:t>@</w:t></w:r>"
WORD_BODY = f"""<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{RUN}</w:p><w:p>{RUN}<w:ins {CHANGE}>{RUN}</w:ins>
<w:del {CHANGE}><w:r><w:delText>@</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>@</w:t></w:r>
<w:moveFrom {CHANGE}>{RUN}</w:moveFrom><w:smartTag>{RUN}</w:smartTag><w:hyperlink w:anchor="x">{RUN}</w:hyperlink>
<w:fldSimple w:instr="PAGE">{RUN}</w:fldSimple><w:sdt><w:sdtContent>{RUN}</w:sdtContent></w:sdt></w:p>
<w:tbl><w:tr><w:tc><w:p>{RUN}</w:p><w:p>{RUN}</w:p></w:tc><w:tc><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl>
<w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt><w:p><w:r><w:pict><v:shape
xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p>{RUN}</w:p></w:txbxContent>
</v:textbox></v:shape></w:pict></w:r></w:p>"""
ODT_BODY = """<text:p>@<text:span>@</text:span><office:annotation><text:p>@</text:p></office:annotation>
<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>@</text:p></text:note-body>
</text:note><text:a>@</text:a><text:ruby><text:ruby-base>@</text:ruby-base><text:ruby-text>@
</text:ruby-text></text:ruby><text:bookmark-ref>@</text:bookmark-ref></text:p><text:h
text:outline-level="1">@</text:h><text:list><text:list-header><text:p>@</text:p></text:list-header>
<text:list-item><text:p>@</text:p></text:list-item></text:list><text:section><text:p>@</text:p>
</text:section><table:table><table:table-row><table:table-cell><text:p>@</text:p><text:p>@</text:p>
</table:table-cell></table:table-row></table:table><text:p><draw:frame><draw:text-box><text:p>@</text:p>
</draw:text-box></draw:frame></text:p><text:p><draw:frame><svg:title>@</svg:title><draw:image xlink:href="x.png"/>
</draw:frame></text:p><text:illustration-index><text:index-body><text:index-title><text:p>@</text:p>
</text:index-title><text:p>@</text:p></text:index-body></text:illustration-index>"""


def odt(body):
    made = zipfile.ZipFile(BytesIO(process.run_pandoc(b"x", "-t", "odt", "-o", "-")[0]))
    parts = {name: made.read(name) for name in made.namelist()}
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
        for name, path in (
            ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
            ("svg", "svg-compatible"),
        )
    )  # fmt: skip
    spaces += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    return zipped(parts | {"content.xml": content})


def book(body):
    page = f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{body}</body></html>"
    return epub(**{"EPUB/2.xhtml": page})


FILES = {
    "a.html": (HTML, lambda text: f"<!DOCTYPE html><html><body>{text}</body></html>".encode()),
    "a.epub": (HTML, book),
    "a.jats": (JATS, str.encode),
    "a.dbk": (DOCBOOK, str.encode),
    "a.tex": (LATEX, str.encode),
    "a.org": (ORG, str.encode),
    "a.rtf": (RTF, str.encode),
    "a.md": (MARKDOWN, str.encode),
    "a.docx": (WORD_BODY, docx),
    "a.odt": (ODT_BODY, odt),
}


def word_of(number):
    return "zq" + "".join(chr(97 + int(digit)) for digit in f"{number:03}") + "qz"


@pytest.mark.parametrize("name", FILES)
def test_every_word_of_a_file_arrives_or_is_reported(name):
    template, make = FILES[name]
    numbers = count(1)
    filled = re.sub("@(?!@|html)", lambda _: word_of(next(numbers)), template)
    words = {word_of(number) for number in range(1, next(numbers))}
    counter = LeftOutCounter(most_places=ALL, longest_place=ALL)
    read = read_document(make(filled), name, left_out=counter)

    shown = "\n".join(block.text for block in read.essay.blocks)
    told = "\n".join(place for each in read.left_out for place in each.places)
    known = f"{read.title}\n{read.byline}\n{shown}\n{told}"
    lost = {word: _around(filled, word) for word in sorted(words) if word not in known}
    assert lost == {}
    assert len(words) >= 15


def _around(text, word):
    at = text.index(word)
    return text[max(0, at - 30) : at + 20]
