"""Pages that take long are made meanwhile, one for an upload, and can be stopped."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse, Response

from graph.usecases.importing import Progress, Stopped
from service.web.work import Work

KEY = ("session", "upload")


async def made() -> Response:
    return PlainTextResponse("page")


async def endless(progress: Progress) -> Response:
    while True:
        list(progress.over("a"))
        await asyncio.sleep(0)


async def test_a_page_is_given_when_it_is_there() -> None:
    work = Work()
    job = work.begin(KEY, made(), Progress(), "/")
    assert (await job.page).body == b"page"
    work.finish(KEY)
    assert work.job(KEY) is None


async def test_stopping_ends_the_reading_and_forgets_the_page() -> None:
    work, progress = Work(), Progress()
    job = work.begin(KEY, endless(progress), progress, "/")
    await asyncio.sleep(0)
    work.stop(KEY)
    with pytest.raises(Stopped):
        await job.page
    assert work.job(KEY) is None


async def test_a_second_page_about_the_same_upload_stops_the_first() -> None:
    work, progress = Work(), Progress()
    first = work.begin(KEY, endless(progress), progress, "/")
    second = work.begin(KEY, made(), Progress(), "/")
    with pytest.raises(Stopped):
        await first.page
    assert (await second.page).body == b"page"
