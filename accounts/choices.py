"""What a profile lets one choose from: time zones, countries, languages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

Pairs = list[tuple[str, str]]

CONTINENTS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)

# ISO 639 codes with the name each language has for itself
LANGUAGES = {
    "ar": "العربية", "bn": "বাংলা", "bg": "Български", "ca": "Català", "cs": "Čeština", "da": "Dansk",
    "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español", "et": "Eesti", "fa": "فارسی",
    "fi": "Suomi", "fr": "Français", "ga": "Gaeilge", "gu": "ગુજરાતી", "ha": "Hausa", "he": "עברית",
    "hi": "हिन्दी", "hr": "Hrvatski", "hu": "Magyar", "id": "Bahasa Indonesia", "is": "Íslenska", "it": "Italiano",
    "ja": "日本語", "ko": "한국어", "lt": "Lietuvių", "lv": "Latviešu", "mr": "मराठी", "ms": "Bahasa Melayu",
    "nl": "Nederlands", "no": "Norsk", "pa": "ਪੰਜਾਬੀ", "pl": "Polski", "pt": "Português", "ro": "Română",
    "ru": "Русский", "sk": "Slovenčina", "sl": "Slovenščina", "sr": "Српски", "sv": "Svenska", "sw": "Kiswahili",
    "ta": "தமிழ்", "te": "తెలుగు", "th": "ไทย", "tr": "Türkçe", "uk": "Українська", "ur": "اردو",
    "vi": "Tiếng Việt", "yo": "Yorùbá", "zh": "中文", "zu": "isiZulu",
    "am": "አማርኛ", "ay": "Aymar aru", "cy": "Cymraeg", "eu": "Euskara", "hy": "Հայերեն", "ig": "Igbo",
    "ka": "ქართული", "kk": "Қазақша", "kn": "ಕನ್ನಡ", "mi": "Te reo Māori", "mn": "Монгол", "nah": "Nāhuatl",
    "ne": "नेपाली", "qu": "Runa Simi", "si": "සිංහල", "tg": "Тоҷикӣ", "ti": "ትግርኛ", "tl": "Tagalog", "tw": "Twi",
    "uz": "Oʻzbekcha", "xh": "isiXhosa",
}  # fmt: skip


@cache
def zones() -> Pairs:
    """IANA names of places; the list leaves out names like "CET" and "Etc/GMT+5", which nobody looks for."""
    names = sorted(name for name in available_timezones() if name.startswith(CONTINENTS))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


def zones_with(name: str) -> Pairs:
    """The zones, and the one somebody has already: browsers still say "Asia/Calcutta"."""
    return zones() if not name or (name, name.replace("_", " ")) in zones() else [(name, name), *zones()]


@cache
def countries() -> Pairs:
    """ISO 3166 codes and English names, as the time zone database lists them."""
    lines = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t")[:2] for line in lines if line and not line.startswith("#")]
    return sorted(((code, name) for code, name in pairs), key=lambda pair: pair[1])


def country(code: str) -> str:
    """The name of a country, or the code itself."""
    return dict(countries()).get(code, code)


def languages(codes: list[str]) -> list[str]:
    """Names of languages; a code we do not know stays a code."""
    return [LANGUAGES.get(code, code) for code in codes]
