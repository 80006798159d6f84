"""A text says by its script and its words which language it is in."""

import re
import sys
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prose.documents.reader import read_document
from annotations.prose.languages import guess_language


@pytest.mark.skipif(find_spec("pycld2") is None, reason="there is no pycld2 for this machine")
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("# Reading\n\nThe margin is the place of the argument.", "en"),
        ("# Lesen\n\nDie Freiheit der Feder ist das Palladium der Volksrechte.", "de"),
        ("La liberté est une chose que les uns défendent pour les autres.", "fr"),
        ("La libertad de los pueblos y la pluma de una nación.", "es"),
        ("La libertà di chi scrive è il fondamento della vita civile.", "it"),
        ("A liberdade do povo não é uma coisa para os poucos.", "pt"),
        ("De vrijheid van het volk is niet een gunst.", "nl"),
        ("Wszyscy ludzie rodzą się wolni i równi pod względem swej godności.", "pl"),
        ("Alla människor är födda fria och lika i värde och rättigheter.", "sv"),
        ("Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan.", "fi"),
        ("Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv.", "cs"),
        ("Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar.", "tr"),
        ("Gallia est omnis divisa in partes tres, quarum unam incolunt Belgae.", "la"),
        ("# في فضل القراءة\n\nكما يقول *Gutenberg*.", "ar"),
        ("חופש הדיבור", "he"),
        ("Свобода слова", "ru"),
    ],
)
def test_the_language_is_guessed_from_the_text(text: str, language: str) -> None:
    assert guess_language(text) == language


@pytest.mark.parametrize("text", ["", "42", "Donaudampfschiffahrt", "🙂"])
def test_a_text_without_known_words_is_english(text: str) -> None:
    assert guess_language(text) == "en"


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", guess_language(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？", "zh"),
        ("吾輩は猫である。名前はまだ無い。どこで生れたか頓と見当がつかぬ。", "ja"),
        ("나랏말싸미 듕귁에 달아", "ko"),
        ("सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता", "hi"),
        ("Всі люди народжуються вільними і рівними у своїй гідності", "uk"),
        ("Все люди рождаются свободными и равными в своем достоинстве", "ru"),
        ("تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت گرانبها چو پدر", "fa"),
        ("يولد جميع الناس أحرارا متساوين في الكرامة والحقوق", "ar"),
        ("มนุษย์ทั้งหลายเกิดมามีอิสระ", "th"),
    ],
)
def test_a_script_tells_the_language(text, language):
    assert guess_language(text) == language


def test_the_script_alone_tells_the_language_on_machines_without_pycld2(monkeypatch):
    german = "Die Größe der Bücher täuscht die Leser über ihre Kürze.\n\n" * 9
    monkeypatch.setitem(sys.modules, "pycld2", None)
    assert guess_language("Все люди рождаются свободными и равными") == "ru"
    assert guess_language("Всі люди народжуються вільними і рівними у своїй гідності") == "uk"
    assert guess_language("حرية القراءة") == "ar"
    assert guess_language("學而時習之，不亦說乎？") == "zh"
    assert guess_language(german) == "en"
    for encoding in ("utf-8", "windows-1252"):
        document = read_document(german.encode(encoding), "a.txt")
        assert (document.language, document.essay.blocks[0].text[:9]) == ("en", "Die Größe")
