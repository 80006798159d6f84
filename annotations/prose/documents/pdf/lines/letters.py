"""Letters that fonts give in codes of their own, as letters that anybody reads."""

# The encoding of the font Symbol from 0x20 on (ISO 32000-1, annex D.5), and more of its signs.
_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾"
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SIGN_CODES = bytes.fromhex("a3a5acaeb0b1b3b4b6b7b9babbc7c8ccced1d6e5f2")
_SIGNS = "≤∞←→°±≥×∂•≠≡≈∩∪⊂∈∇√∑∫"
_PRIVATE = 0xF000
_OF_SYMBOL = {
    **{_PRIVATE + code: letter for code, letter in enumerate(_SYMBOL, 0x20)},
    **{_PRIVATE + code: sign for code, sign in zip(_SIGN_CODES, _SIGNS, strict=True)},
}
_OF_ANY = {
    **dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
    # Adobe's private codes for small capitals and old figures.
    **{0xF700 + ord(letter): letter for letter in "abcdefghijklmnopqrstuvwxyz0123456789"},
}


def plain_letters(text: str, font_name: str) -> str:
    """Return the text with ligatures as letters, and without the private codes of its font."""
    if "symbol" in font_name.casefold():
        text = text.translate(_OF_SYMBOL)
    return text.translate(_OF_ANY)
