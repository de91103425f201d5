"""Who may not make a change proposes it; who may accepts it, changes it or declines it with a word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from graph.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from graph.domain.kinds import Channel, Decides, Organisation, Person
from graph.store.kept import PROPOSAL_LASTS, Proposal
from graph.usecases import proposal_answers, proposals
from graph.usecases.change.editing import CorrectRecord, RemoveRecord, correct_record, remove_record
from graph.usecases.change.mandates import GrantMandate, grant_mandate
from graph.usecases.change.people import Appoint, appoint
from graph.usecases.change.verbs import Verb
from graph.usecases.desk import Desk
from graph.usecases.viewer import LOCAL_OWNER, PUBLIC, Scope, Viewer, ViewerKind
from tests.graphs import edge, node
from tests.unit.usecases.desks import desk_over
from tests.unit.usecases.groups import BEEK, BRUG, GROEP, GROUP, VER, WIFI, viewer_of

PHONE = "channel/brug"
DIR, ALG, KIM, KAAT, LIES, VEER = map(viewer_of, ("dir", "alg", "kim", "kaat", "lies", "veer"))
NUMBER = CorrectRecord(record=PHONE, values={"address": "+3215000002"})


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """The small group, where the school De Brug is reached by telephone and has a body."""
    more = (
        node(PHONE, type="phone", address="+3215000001"),
        edge("REACHED_BY", "role/secretariaat", PHONE),
    )
    async with desk_over(*GROUP, *more) as opened:
        yield opened


async def proposed(
    desk: Desk, viewer: Viewer = LIES, verb: Verb = correct_record, request: Any = NUMBER, why: str = "nieuw"
) -> Proposal:
    typed = [("record", PHONE), ("address", "+3215000002")]
    return await proposals.propose(desk, viewer, verb, request, form="/wijzigen/verbeteren", fields=typed, why=why)


def number_of(desk: Desk) -> str | None:
    channel = desk.snapshot.find(Channel, PHONE)
    assert channel is not None
    return channel.address


async def waiting(desk: Desk, viewer: Viewer) -> list[str]:
    return [one.proposal.key for one in await proposals.waiting_for(desk, viewer)]


class TestProposing:
    async def test_nothing_changes_and_it_waits_for_who_may_make_the_change(self, desk: Desk) -> None:
        made = await proposed(desk)
        assert (desk.revision, number_of(desk)) == (1, "+3215000001")
        assert [await waiting(desk, one) for one in (KIM, KAAT, LOCAL_OWNER)] == [[made.key]] * 3
        assert await proposals.proposals_of(desk, "person/lies") == (made,)

    async def test_nobody_else_sees_it(self, desk: Desk) -> None:
        made = await proposed(desk)
        program = Viewer(kind=ViewerKind.KEY, name="sync", scopes=frozenset({Scope.ADMIN}))
        for other in (DIR, ALG, VEER, PUBLIC):
            assert await waiting(desk, other) == []
            with pytest.raises(NotFound):
                await proposals.proposal_for(desk, other, made.key)
        assert await waiting(desk, program) == [made.key]  # an administrator may everything
        assert (await proposals.proposal_for(desk, LIES, made.key)).proposal == made

    async def test_it_is_told_whom_it_goes_to(self, desk: Desk) -> None:
        found = await proposals.proposal_for(desk, LIES, (await proposed(desk)).key)
        assert set(await proposals.whom_to_ask(desk, found)) == {"role/secretariaat", "person/kaat"}

    async def test_who_may_make_the_change_makes_it(self, desk: Desk) -> None:
        with pytest.raises(InvalidInput, match="yourself"):
            await proposed(desk, KIM)

    @pytest.mark.parametrize("viewer", [PUBLIC, LOCAL_OWNER, viewer_of("nobody")])
    async def test_who_belongs_nowhere_proposes_nothing(self, desk: Desk, viewer: Viewer) -> None:
        with pytest.raises(Forbidden):
            await proposed(desk, viewer)

    async def test_nobody_proposes_for_another_school_group(self, desk: Desk) -> None:
        with pytest.raises(Forbidden):
            await proposed(desk, VEER)
        renamed = CorrectRecord(record=VER, values={"name": "Ver weg"})
        assert await proposed(desk, VEER, request=renamed)
        beside = CorrectRecord(record=BEEK, values={"name": "Aan de beek"})
        assert await proposed(desk, request=beside)

    async def test_what_cannot_be_or_changes_nothing_is_no_proposal(self, desk: Desk) -> None:
        for wrong in ({"address": "+3215000001"}, {"type": "pigeon"}):
            with pytest.raises(InvalidInput):
                await proposed(desk, request=CorrectRecord(record=PHONE, values=wrong))
        with pytest.raises(NotFound):
            await proposed(desk, request=CorrectRecord(record="channel/none", values={}))

    async def test_the_word_and_the_number_that_wait_are_bounded(self, desk: Desk) -> None:
        with pytest.raises(InvalidInput):
            await proposed(desk, why="x" * 501)
        for _ in range(20):
            last = await proposed(desk)
        with pytest.raises(InvalidInput, match="20"):
            await proposed(desk)
        await proposal_answers.withdraw_proposal(desk, LIES, last.key)
        await proposed(desk)

    async def test_it_is_gone_after_its_time(self, desk: Desk) -> None:
        made = await proposed(desk)
        late = desk.clock.now() + PROPOSAL_LASTS + timedelta(seconds=1)
        assert await desk.access.find(Proposal, made.key, late) is None


class TestAccepting:
    async def test_the_change_is_made_by_who_accepts_it_and_the_log_names_who_proposed_it(self, desk: Desk) -> None:
        made = await proposed(desk)
        done = await proposal_answers.accept_proposal(desk, KIM, made.key, reason="proposed by person/lies: nieuw")
        revision = (await desk.revisions(1))[-1]
        assert (revision.author, revision.reason) == ("person/kim", "proposed by person/lies: nieuw")
        assert number_of(desk) == "+3215000002"
        assert (done.state, done.answered_by, done.became) == ("accepted", "person/kim", revision.number)
        assert await waiting(desk, KAAT) == []

    async def test_who_may_not_make_the_change_does_not_accept_it(self, desk: Desk) -> None:
        made = await proposed(desk)
        for other in (LIES, DIR, VEER):
            with pytest.raises(NotFound):
                await proposal_answers.accept_proposal(desk, other, made.key, reason="")
        assert number_of(desk) == "+3215000001"

    async def test_it_is_answered_once(self, desk: Desk) -> None:
        made = await proposed(desk)
        await proposal_answers.accept_proposal(desk, KIM, made.key, reason="")
        with pytest.raises((Conflict, NotFound)):
            await proposal_answers.accept_proposal(desk, KAAT, made.key, reason="")
        with pytest.raises((Conflict, NotFound)):
            await proposal_answers.decline_proposal(desk, KIM, made.key, word="nee")
        assert desk.revision == 2

    async def test_it_is_not_made_where_something_changed_in_between(self, desk: Desk) -> None:
        made = await proposed(desk)
        await correct_record(desk, KIM, CorrectRecord(record=PHONE, values={"address": "+3215000003"}))
        found = await proposals.proposal_for(desk, KIM, made.key)
        assert (found.fits, found.may_decide) == (False, True)
        with pytest.raises(InvalidInput):
            await proposal_answers.accept_proposal(desk, KIM, made.key, reason="")
        assert number_of(desk) == "+3215000003"
        assert (await proposal_answers.decline_proposal(desk, KIM, made.key, word="te laat")).word == "te laat"

    async def test_what_was_made_by_hand_meanwhile_is_shown_to_nobody_new(self, desk: Desk) -> None:
        """Else a proposal that would change nothing any more could be seen by everybody."""
        made = await proposed(desk)
        await correct_record(desk, KIM, NUMBER)
        assert [await waiting(desk, one) for one in (KIM, DIR)] == [[made.key], []]

    async def test_a_mandate_that_a_head_accepts_is_granted_by_the_head_and_one_of_a_keeper_waits(
        self, desk: Desk
    ) -> None:
        asked = GrantMandate(kind="DECIDES", holder="person/lies", subject=WIFI, scope=(BRUG,))
        for viewer, granted in ((DIR, "role/directeur"), (KIM, None)):
            made = await proposed(desk, verb=grant_mandate, request=asked)
            await proposal_answers.accept_proposal(desk, viewer, made.key, reason="")
            (mandate,) = desk.snapshot.out(Decides, "person/lies")
            assert mandate.granted_by == granted
            await remove_record(desk, LOCAL_OWNER, RemoveRecord(record=mandate.id))

    async def test_a_keeper_does_not_see_what_only_the_head_may(self, desk: Desk) -> None:
        seat = Appoint(person="person/lies", role="role/directeur")
        made = await proposed(desk, verb=appoint, request=seat)
        assert await waiting(desk, KIM) == []
        with pytest.raises(NotFound):
            await proposal_answers.accept_proposal(desk, KIM, made.key, reason="")
        assert await waiting(desk, DIR) == [made.key]

    async def test_what_all_schools_share_waits_for_who_may_change_it_everywhere(self, desk: Desk) -> None:
        made = await proposed(desk, request=CorrectRecord(record=WIFI, values={"name": "Wifi in orde houden"}))
        assert await waiting(desk, LOCAL_OWNER) == [made.key]
        assert await waiting(desk, KAAT) == []


class TestDecliningAndWithdrawing:
    async def test_it_stays_as_it_is_and_the_word_reaches_who_proposed_it(self, desk: Desk) -> None:
        made = await proposed(desk)
        await proposal_answers.decline_proposal(desk, KIM, made.key, word=" dat nummer is van de buren ")
        (found,) = await proposals.proposals_of(desk, "person/lies")
        assert (found.state, found.word) == ("declined", "dat nummer is van de buren")
        assert (desk.revision, await waiting(desk, KIM)) == (1, [])
        assert (await proposals.proposal_for(desk, KIM, made.key)).proposal == found
        with pytest.raises(NotFound):
            await proposals.proposal_for(desk, KAAT, made.key)

    async def test_it_takes_a_word(self, desk: Desk) -> None:
        made = await proposed(desk)
        with pytest.raises(InvalidInput):
            await proposal_answers.decline_proposal(desk, KIM, made.key, word=" ")

    async def test_only_who_proposed_it_takes_it_back_and_only_while_it_waits(self, desk: Desk) -> None:
        made = await proposed(desk)
        for other in (KIM, VEER, PUBLIC):
            with pytest.raises(NotFound):
                await proposal_answers.withdraw_proposal(desk, other, made.key)
        assert (await proposal_answers.withdraw_proposal(desk, LIES, made.key)).state == "withdrawn"
        with pytest.raises(Conflict):
            await proposal_answers.withdraw_proposal(desk, LIES, made.key)
        assert await waiting(desk, KIM) == []

    async def test_one_that_was_accepted_in_another_form_says_so(self, desk: Desk) -> None:
        found = await proposal_answers.proposal_to_decide(desk, KIM, (await proposed(desk)).key)
        done = await correct_record(desk, KIM, CorrectRecord(record=PHONE, values={"address": "+3215000009"}))
        settled = await proposal_answers.changed_proposal(desk, KIM, found, became=done.number)
        assert (settled.state, settled.became) == ("changed", 2)


def sharing(whom: str) -> CorrectRecord:
    return CorrectRecord(record="person/kim", values={"share_expertise": whom})


async def test_what_the_decider_may_not_see_is_not_theirs_to_accept() -> None:
    """A keeper changes what people know; what somebody shares with nobody is read by that person alone."""
    secret = (node("expertise/ai"), edge("KNOWS", "person/kim", "expertise/ai", level=4, id="knows/kim"))
    async with desk_over(*GROUP, *secret) as desk:
        asked = CorrectRecord(record="knows/kim", values={"level": 1})
        with pytest.raises(NotFound):  # nor anybody else's to propose
            await proposed(desk, request=asked)
        await correct_record(desk, LOCAL_OWNER, sharing("everyone"))
        made = await proposed(desk, request=asked)
        await correct_record(desk, LOCAL_OWNER, sharing("nobody"))
        assert await waiting(desk, KAAT) == []
        assert await waiting(desk, LOCAL_OWNER) == [made.key]


async def test_a_proposal_survives_what_it_is_about_being_taken_away(desk: Desk) -> None:
    made = await proposed(desk, request=CorrectRecord(record=BEEK, values={"name": "Aan de beek"}))
    await remove_record(desk, LOCAL_OWNER, RemoveRecord(record=BEEK))
    assert desk.snapshot.find(Organisation, BEEK) is None
    assert desk.snapshot.find(Person, "person/kaat") is not None
    found = await proposals.proposal_for(desk, LOCAL_OWNER, made.key)
    assert not found.fits
    assert GROEP in {node.id for node in desk.snapshot.nodes(Organisation)}
