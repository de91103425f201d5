"""What somebody left half-way is kept for them alone, bounded in number and in days."""

from __future__ import annotations

from datetime import timedelta

from graph.store.kept import UNFINISHED_LASTS, Unfinished
from graph.usecases import unfinished
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER, PUBLIC, Viewer, ViewerKind
from tests.unit.usecases.desks import desk_over
from tests.unit.usecases.groups import GROUP, viewer_of

FORM = "/wijzigen/verbeteren"
LIES, KIM = viewer_of("lies"), viewer_of("kim")


async def keep(desk: Desk, viewer: Viewer, about: str = "", text: str = "x") -> None:
    await unfinished.keep_unfinished(desk, viewer, FORM, about, path=FORM, fields=[("name", text)])


async def texts(desk: Desk, viewer: Viewer) -> list[str]:
    return [unfinished.fields_in(one)[0][1] for one in await unfinished.unfinished_of(desk, viewer)]


async def test_the_last_of_a_form_counts_and_each_about_has_its_own() -> None:
    async with desk_over(*GROUP) as desk:
        for about, text in (("a", "first"), ("b", "other"), ("a", "second")):
            await keep(desk, LIES, about, text)
        assert sorted(await texts(desk, LIES)) == ["other", "second"]
        await unfinished.drop_unfinished(desk, LIES, FORM, "a")
        assert await texts(desk, LIES) == ["other"]


async def test_it_is_theirs_alone() -> None:
    async with desk_over(*GROUP) as desk:
        await keep(desk, LIES)
        (kept,) = await unfinished.unfinished_of(desk, LIES)
        for other in (KIM, LOCAL_OWNER, PUBLIC):
            assert await texts(desk, other) == []
            assert await unfinished.unfinished_under(desk, other, kept.key) is None
            await unfinished.forget_unfinished(desk, other, kept.key)
        assert await texts(desk, LIES) == ["x"]
        await unfinished.forget_unfinished(desk, LIES, kept.key)
        assert await texts(desk, LIES) == []


async def test_nothing_is_kept_of_programs_and_of_who_is_not_signed_in() -> None:
    async with desk_over(*GROUP) as desk:
        for viewer in (PUBLIC, Viewer(kind=ViewerKind.KEY, name="sync")):
            await keep(desk, viewer)
        assert await desk.access.all(Unfinished, desk.clock.now()) == []
        await keep(desk, LOCAL_OWNER)
        assert await texts(desk, LOCAL_OWNER) == ["x"]


async def test_the_oldest_makes_room_and_what_is_very_long_is_not_kept() -> None:
    async with desk_over(*GROUP) as desk:
        for number in range(12):
            await keep(desk, LIES, str(number), str(number))
        assert len(await texts(desk, LIES)) == 10
        await keep(desk, KIM, text="x" * 1_000_001)
        assert await texts(desk, KIM) == []


async def test_it_is_gone_after_its_days() -> None:
    async with desk_over(*GROUP) as desk:
        await keep(desk, LIES)
        late = desk.clock.now() + UNFINISHED_LASTS + timedelta(seconds=1)
        assert await desk.access.all(Unfinished, late) == []
