"""What pages compute is computed beside the event loop, so that no other request waits for it."""

from __future__ import annotations

import dis
import threading
from inspect import iscoroutinefunction
from typing import Any

import pytest
from jinja2 import Environment
from starlette.responses import PlainTextResponse, Response

from graph.words.catalogue import LANGUAGES
from service.web.pages import PAGE_ROUTES
from service.web.rendering import Page, environment, load_templates
from service.web.routes import PageRoute
from service.web.visit import Visit

WAITING = {"GET_AWAITABLE", "GET_AITER", "BEFORE_ASYNC_WITH"}
"""What Python does where something is waited for."""

visit: Any = None


class Told:
    """Says in which thread it was written out."""

    def __html__(self) -> str:
        return threading.current_thread().name


def thread_of(_: Visit) -> Response:
    return PlainTextResponse(threading.current_thread().name)


async def test_a_page_that_waits_for_nothing_is_made_in_another_thread() -> None:
    answer = await PageRoute(path="/", answer=thread_of).answered(visit)
    assert bytes(answer.body).decode() != threading.current_thread().name


async def test_a_page_is_rendered_in_another_thread_and_has_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Environment, "get_template", lambda *_: environment("nl").from_string("{{ told }}"))

    async def page(_: Visit) -> Response:
        return Page("any.html", "nl", {"told": Told()})

    answer = await PageRoute(path="/", answer=page).answered(visit)
    assert bytes(answer.body).decode() != threading.current_thread().name
    assert answer.headers["content-length"] == str(len(answer.body))


async def test_a_page_that_nobody_rendered_is_rendered_when_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Environment, "get_template", lambda *_: environment("nl").from_string("hallo"))
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await Page("any.html", "nl", {}, status=404)({"type": "http"}, Any, send)
    assert (sent[0]["status"], sent[1]["body"]) == (404, b"hallo")
    assert (b"content-length", b"5") in sent[0]["headers"]


def test_only_a_page_that_waits_for_something_is_made_on_the_event_loop() -> None:
    waits = {step.opname for route in PAGE_ROUTES for step in dis.get_instructions(route.answer)} & WAITING
    assert waits  # so that this test says something
    for route in PAGE_ROUTES:
        if iscoroutinefunction(route.answer):
            assert WAITING & {step.opname for step in dis.get_instructions(route.answer)}, route.path


def test_every_page_is_ready_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    load_templates()
    monkeypatch.setattr(Environment, "compile", None)
    for language in LANGUAGES:
        for name in environment(language).list_templates():
            environment(language).get_template(name)
