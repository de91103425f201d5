"""The expertise survey as a form to print, to send round, or to copy into a form tool."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from graph.domain.declaring import Texts as TextsByLanguage
from graph.formats.survey.write import Survey, SurveyQuestion
from graph.reports.model import Block, Cell, Heading, Paragraph, Report, Table
from graph.reports.naming import Naming
from graph.words.catalogue import Texts

__all__ = ["survey_report"]

BOX = "\u2610"
LINE = "." * 40


def survey_report(survey: Survey, naming: Naming) -> Report:
    """The questions with their answers, in the order in which they are asked."""
    texts = naming.texts
    return Report(
        texts=texts,
        title=_in(survey.title, texts),
        about=_in(survey.explanation, texts),
        blocks=(*_about_you(survey, texts), *_what_you_know(survey, texts)),
        footer=texts.gettext("Keep the questions and the answers as they are worded: then the answers can be read in."),
        wide=True,
    )


def _about_you(survey: Survey, texts: Texts) -> Iterator[Block]:
    questions = [question for question in survey.questions if question.kind != "level"]
    yield Heading(texts.gettext("About you"))
    yield Table(
        caption=texts.gettext("About you"),
        headings=(texts.gettext("Question"), texts.gettext("Your answer")),
        rows=tuple((_asked(question, texts), _answer(question, texts)) for question in questions),
    )
    yield Paragraph.of(texts.gettext("Questions with * need an answer."), note=True)


def _asked(question: SurveyQuestion, texts: Texts) -> Cell:
    mark = " *" if question.required else ""
    lines = (f"{_in(question.title, texts)}{mark}", _in(question.explanation, texts))
    return tuple(line for line in lines if line)


def _answer(question: SurveyQuestion, texts: Texts) -> Cell:
    return tuple(f"{BOX} {_in(answer, texts)}" for answer in question.answers) or LINE


def _what_you_know(survey: Survey, texts: Texts) -> Iterator[Block]:
    levels = [question for question in survey.questions if question.kind == "level"]
    yield Heading(texts.gettext("What you know"))
    if not levels:
        yield Paragraph.of(texts.gettext("The tasks here do not ask for any expertise yet."))
        return
    yield Paragraph.of(_in(levels[0].explanation, texts))
    for section, questions in groupby(levels, key=lambda question: _in(question.section, texts)):
        yield _section(section, list(questions), texts)


def _section(section: str, questions: list[SurveyQuestion], texts: Texts) -> Table:
    answers = [_in(answer, texts) for answer in questions[0].answers]
    return Table(
        caption=section,
        headings=(section, *answers),
        rows=tuple((_in(question.title, texts), *(BOX for _ in answers)) for question in questions),
    )


def _in(text: TextsByLanguage, texts: Texts) -> str:
    return dict(text).get(texts.language, "")
