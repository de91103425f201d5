"""The catalogue of texts for people: English in the source, every other language in a folder of gettext files.

    texts = texts_in("nl")
    texts.gettext("Counted on {day}.", day=texts.day(report.on))
    texts.ngettext("{number} finding", "{number} findings", len(found))
    texts.say(problem.message, naming)

A folder of translations holds `nl/LC_MESSAGES/messages.po`; it is read as it is committed, without a compiled
twin that could be older. The folder of another part of the product is read on top of this one:

    texts_in("nl", Path(__file__).parent / "locale")

`CONTRIBUTING.md` says how a text is added; a test holds every folder against its sources.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel.core import Locale
from babel.numbers import format_decimal, get_decimal_symbol

from graph.domain.errors import InvalidInput
from graph.domain.folding import unturned
from graph.domain.periods import last_day
from graph.domain.plugins import plugins
from graph.domain.text import Named, Quoted, Series, Text, Value
from graph.words.translations import read_translations

__all__ = ["LANGUAGES", "LOCALE_FOLDER", "Naming", "Texts", "in_each_language", "texts_in", "translations"]

LOCALE_FOLDER = Path(__file__).parent / "locale"
"""The translations of the reports, on which those of every other part rest."""

_LOCALES = {"nl": "nl_BE", "en": "en_GB"}
LANGUAGES = tuple(_LOCALES)
"""The languages that people choose from, the first by default."""

Naming = Callable[[str], str]
"""The name of the record with an id, for whoever reads."""

_FIRST_WITH_SIGN = 1_000


def translations(language: str, *folders: Path) -> NullTranslations:
    """The translations into a language, as gettext and Jinja take them.

    Args:
        language: one of `LANGUAGES`.
        folders: of other parts of the product, the one to look in first last; each is read once.

    Returns:
        A catalogue that gives a text itself where no folder translates it.

    Raises:
        InvalidInput: the language is not one of ours.
    """
    if language not in _LOCALES:
        raise InvalidInput.because(
            Text("{text} is not a language of the texts", text=Quoted(language[:40])),
            Text("Take one of: {choices}", choices=Series(LANGUAGES)),
            field="language",
        )
    own = (plugin.loaded.LOCALE for plugin in plugins() if hasattr(plugin.loaded, "LOCALE"))
    return _catalogue(language, (LOCALE_FOLDER, *own, *folders))


@cache
def texts_in(language: str = "nl", *folders: Path) -> Texts:
    """The texts, dates and numbers of a language; raises and reads like `translations`."""
    return Texts(language, translations(language, *folders))


def in_each_language(text: Text) -> dict[str, str]:
    """A text in every language, by its code: for programs, which do not say which one their readers speak."""
    return {language: texts_in(language).say(text) for language in sorted(LANGUAGES)}


@dataclass(frozen=True, slots=True)
class Texts:
    """What people read, in one language.

    Attributes:
        language: one of `LANGUAGES`; also the value of `lang` of a page.
        catalogue: the translations, for what takes a gettext catalogue.
    """

    language: str
    catalogue: NullTranslations

    @property
    def locale(self) -> str:
        """The language with the country whose habits it follows, as Babel names it."""
        return _LOCALES[self.language]

    @property
    def locale_tag(self) -> str:
        """The same as documents name it: `nl-BE`."""
        return self.locale.replace("_", "-")

    def gettext(self, message: str, /, **values: object) -> str:
        """A text with its `{names}` filled in."""
        text: str = self.catalogue.gettext(message)
        return text.format(**values) if values else text

    def ngettext(self, one: str, several: str, number: int, /, **values: object) -> str:
        """The text for one or for several; `{number}` is filled in as people write it."""
        text: str = self.catalogue.ngettext(one, several, number)
        return text.format(number=self.number(number), **values)

    def pgettext(self, context: str, message: str, /, **values: object) -> str:
        """A text whose English stands for more than one thing, told apart by a context."""
        text = str(self.catalogue.pgettext(context, message))
        return text.format(**values) if values else text

    def say(self, text: Text, naming: Naming = str) -> str:
        """A text of the product in words: its template from the catalogue, with days, numbers and names written out.

        Args:
            text: what to say.
            naming: what records are called; their ids when it is left out.
        """
        written = {}
        # There are very many: the sorts that most are of are told apart at once.
        for name, value in text.values.items():
            kind = type(value)
            if kind is Named:
                written[name] = naming(value.id)  # type: ignore[union-attr]
            elif kind is Text:
                written[name] = self.say(value, naming)  # type: ignore[arg-type]
            else:
                written[name] = self._written(value, naming)
        if text.several is None or not isinstance(number := text.values.get("number"), int):
            return self.catalogue.gettext(text.template).format(**written)
        return self.catalogue.ngettext(text.template, text.several, number).format(**written)

    def sentence(self, text: Text, naming: Naming = str) -> str:
        """The same, ending with a full stop where it does not end with a sign of its own."""
        said = self.say(text, naming)
        return said if said.endswith((".", "?", "!", ":")) else f"{said}."

    def day(self, day: date) -> str:
        """A day as people write it: `31 augustus 2027`."""
        return f"{day.day} {_months(self.locale, 'format', 'wide')[day.month]} {day.year}"

    def month_at_a_glance(self, day: date) -> str:
        """The month of a day in one letter, for an axis: `A`."""
        return _months(self.locale, "stand-alone", "narrow")[day.month]

    def last_day(self, until: date | None) -> str:
        """The last day of a half-open period, included: `t.e.m. 31 augustus 2027`; empty without an end."""
        last = last_day(until)
        return "" if last is None else self.gettext("up to and including {day}", day=self.day(last))

    def period(self, since: date | None, until: date | None) -> str:
        """A half-open period: `vanaf 1 september 2026 t.e.m. 31 augustus 2027`; empty when nothing bounds it."""
        begin = self.gettext("from {day}", day=self.day(since)) if since is not None else ""
        return " ".join(part for part in (begin, self.last_day(until)) if part)

    def number(self, number: float) -> str:
        """A number with the signs of the language and at most two decimals: `1.234,5`."""
        if isinstance(number, int) and 0 <= number < _FIRST_WITH_SIGN:
            return str(number)  # most are; no signs of a language are looked up for them
        return format_decimal(number, format="#,##0.##", locale=self.locale)

    @property
    def decimal_sign(self) -> str:
        """What stands before the decimals of a number."""
        return str(get_decimal_symbol(self.locale))

    def percent(self, share: Fraction | float) -> str:
        """A share of one as a percentage with at most one decimal: `12,5 %`, in English `12.5%`."""
        tenths = round(Fraction(share) * 1000)
        number = format_decimal(tenths / 10, format="#,##0.#", locale=self.locale)
        return self.gettext("{number}%", number=number)

    def euro(self, amount: float) -> str:
        """An amount: `€ 5.000`, in English `€5,000`."""
        return self.gettext("€{amount}", amount=self.number(amount))

    def listing(self, items: Sequence[str]) -> str:
        """Texts in a sentence: `An, Tom en Els`."""
        if len(items) < 2:
            return "".join(items)
        return self.gettext("{items} and {last}", items=", ".join(items[:-1]), last=items[-1])

    def yes_or_no(self, value: bool) -> str:
        """`ja` or `nee`."""
        return self.gettext("yes") if value else self.gettext("no")

    def _written(self, value: Value, naming: Naming) -> str:
        if isinstance(value, str):
            return unturned(value)  # most are
        match value:
            case Text():
                return self.say(value, naming)
            case Named():
                return naming(value.id)
            case Quoted():
                return f"“{unturned(value.short)}”"
            case Series():
                said = [self._written(item, naming) for item in value.items]
                return self.listing(said) if value.last else ", ".join(said)
            case date():
                return self.day(value)
            case _:
                return self.number(value)


@cache
def _months(locale: str, context: str, width: str) -> Mapping[int, str]:
    return dict(Locale.parse(locale).months[context][width])


@cache
def _catalogue(language: str, folders: tuple[Path, ...]) -> NullTranslations:
    *below, folder = folders
    own = read_translations(folder / language / "LC_MESSAGES" / "messages.po")
    if below:
        own.add_fallback(_catalogue(language, tuple(below)))
    return own
