"""Who comes in by OpenID Connect, and as whom."""

from __future__ import annotations

from graph.domain.kinds import Person
from tests.signin.counterpart import service


async def test_somebody_is_found_once_by_a_verified_address_and_then_by_the_account() -> None:
    async with service() as served:
        answer = await served.sign_in("/wie?organisation=organisation/brug")
        assert (answer.status_code, answer.headers["location"]) == (303, "/wie?organisation=organisation/brug")
        assert await served.who() == 200
        an = served.desk.snapshot.find(Person, "person/an")
        assert an is not None
        assert an.identifiers == ("school:an-1",)
        served.provider.claims = {"email": "new-name@vaart.example"}
        assert (await served.sign_in()).status_code == 303
        assert await served.who() == 200
