"""The ledger keeps what it was told, moves a job only where it may go, and counts money exactly."""

import asyncio
import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.store.blobs import Blob
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import Limits
from tests.unit.store.keeping import PLENTY, Clock, accepted, opened, row

PICTURE = b"\x89PNG" + bytes(range(256)) * 64
SHA = hashlib.sha256(PICTURE).hexdigest()


def blobs(folder: Path) -> set[str]:
    return {path.name for path in (folder / "blobs").iterdir()}


def test_a_job_is_read_back_as_it_was_written_after_a_restart(tmp_path: Path) -> None:
    job = row("a", run="r", document="d", source="/x/ö.png", request=b'{"prompt": "a"}', token="t")

    async def story() -> None:
        async with opened(tmp_path) as ledger:
            written = await ledger.add(job, {"pixels": Blob.of(PICTURE), "mask": Blob.of(b"mask")})
        async with opened(tmp_path) as ledger:
            assert await ledger.row("a") == written
            assert await ledger.blob(written.pixels) == PICTURE
            assert await ledger.blob(written.mask) == b"mask"
            assert await ledger.row("b") is None

    asyncio.run(story())


def test_a_job_of_the_same_id_is_written_once(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            await ledger.add(row("a", run="first"), {})
            with pytest.raises(LedgerError):
                await ledger.add(row("a", run="second"), {})
            assert [found.run for found in await ledger.rows()] == ["first"]
            assert len(await ledger.events("a")) == 1

    asyncio.run(story())


def test_a_whole_life_with_its_times_and_events(tmp_path: Path) -> None:
    clock = Clock()

    async def story() -> None:
        async with opened(tmp_path, clock) as ledger:
            await accepted(ledger, "a", charge="")
            clock.now += 12.5
            assert await ledger.change("a", {"accepted"}, "ready", result_url="https://x/y")
            ledger.answer_file("a").write_bytes(PICTURE)
            assert await ledger.keep_answer("a") == SHA
            assert not ledger.answer_file("a").exists()
            assert await ledger.change("a", {"ready"}, "downloaded", "Here", charge="yes")
            clock.now += 1
            assert await ledger.change("a", {"downloaded"}, "imported")
            found = await ledger.row("a")
            assert found
            assert (found.answer, found.result_url, found.charge) == (SHA, "https://x/y", "yes")
            assert found.ready == found.sent + 12.5 == found.accepted + 12.5
            assert found.ended == clock.now
            assert await ledger.blob(SHA) == PICTURE
            assert await ledger.durations("bfl") == [12.5]
            assert [(event.state, event.message) for event in await ledger.events("a")] == [
                ("intent", ""),
                ("sending", ""),
                ("accepted", ""),
                ("ready", ""),
                ("downloaded", "Here"),
                ("imported", ""),
            ]

    asyncio.run(story())


def test_a_job_moves_only_from_the_states_named(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            await accepted(ledger, "a")
            assert not await ledger.change("a", {"ready", "sending"}, "downloaded", charge="yes")
            assert not await ledger.change("nobody", {"intent"}, "cancelled")
            found = await ledger.row("a")
            assert found
            assert (found.state, found.charge) == ("accepted", "")
            assert len(await ledger.events("a")) == 3

    asyncio.run(story())


def test_only_an_intent_is_ever_sent(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            await accepted(ledger, "a")
            with pytest.raises(LedgerError):
                await ledger.begin_sending("a", PLENTY)
            with pytest.raises(LedgerError):
                await ledger.begin_sending("nobody", PLENTY)
            assert (await ledger.row("a")).state == "accepted"

    asyncio.run(story())


def test_places_and_creates_of_a_minute_are_limited(tmp_path: Path) -> None:
    clock = Clock()

    async def story() -> None:
        async with opened(tmp_path, clock) as ledger:
            for job in "abcd":
                await ledger.add(row(job), {})
            await ledger.add(row("other", origin="https://elsewhere.example"), {})
            two = Limits(concurrency=2)
            assert await ledger.begin_sending("a", two) is None
            clock.now += 10
            assert await ledger.begin_sending("b", two) is None
            clock.now += 10
            assert await ledger.begin_sending("c", two) > 0
            assert await ledger.begin_sending("other", two) is None
            assert await ledger.change("a", {"sending"}, "rejected")
            assert await ledger.begin_sending("c", two) is None
            clock.now += 25
            # Three creates have gone out in this minute, though one place is free again.
            assert await ledger.change("b", {"sending"}, "rejected")
            assert await ledger.begin_sending("d", Limits(2, per_minute=3)) == 15
            clock.now += 15.1
            assert await ledger.begin_sending("d", Limits(2, per_minute=3)) is None

    asyncio.run(story())


def test_a_place_is_not_held_for_ever_nor_by_a_clock_set_back(tmp_path: Path) -> None:
    clock = Clock()

    async def story() -> None:
        async with opened(tmp_path, clock) as ledger:
            await accepted(ledger, "a")
            for job in "bc":
                await ledger.add(row(job), {})
            assert await ledger.begin_sending("b", Limits(1)) is not None
            clock.now += 901
            assert await ledger.begin_sending("b", Limits(1)) is None
            clock.now -= 86_400
            assert await ledger.begin_sending("c", Limits(1, per_minute=1)) is None

    asyncio.run(story())


def test_a_create_turned_away_counts_by_the_minute_but_costs_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            await ledger.add(row("a"), {})
            assert await ledger.begin_sending("a", Limits(1, 1)) is None
            assert await ledger.change("a", {"sending"}, "intent", "Busy")
            [waiting] = await ledger.tally()
            assert (waiting.usd, waiting.perhaps) == (0, Decimal("0.05"))
            assert await ledger.begin_sending("a", Limits(1, 1)) > 50
            await ledger.change("a", {"intent"}, "cancelled")
            assert await ledger.tally() == []

    asyncio.run(story())


def test_rows_are_chosen_by_state_and_document_oldest_first(tmp_path: Path) -> None:
    async def story() -> list[list[str]]:
        async with opened(tmp_path) as ledger:
            for job, document in zip("abcd", "xyxy", strict=True):
                await ledger.add(row(job, document=document), {})
            await ledger.change("b", {"intent"}, "cancelled")
            answers = [
                await ledger.rows(),
                await ledger.rows(states={"cancelled", "ready"}),
                await ledger.rows(document="x"),
                await ledger.rows(states={"intent"}, limit=2),
                await ledger.rows(states=set()),
            ]
        return [[found.id for found in answer] for answer in answers]

    assert asyncio.run(story()) == [[*"abcd"], ["b"], [*"ac"], [*"cd"], []]


def test_the_same_picture_is_kept_once_and_goes_with_its_last_job(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            for job in "ab":
                await ledger.add(row(job, request=b"prompt"), {"pixels": Blob.of(PICTURE)})
                await ledger.change(job, {"intent"}, "cancelled")
            assert blobs(tmp_path) == {SHA}
            assert await ledger.forget("a")
            assert await ledger.blob(SHA) == PICTURE
            assert await ledger.forget("b")
            assert blobs(tmp_path) == set()

    asyncio.run(story())


def test_a_forgotten_job_leaves_its_cost_and_nothing_else(tmp_path: Path) -> None:
    secret = b"a very private prompt" * 1000

    async def story() -> None:
        async with opened(tmp_path) as ledger:
            await accepted(ledger, "a", request=secret, parcel="https://up.example/private")
            assert not await ledger.forget("a")  # it is on its way
            assert not await ledger.forget("nobody")
            await ledger.change("a", {"accepted"}, "ready")
            await ledger.change("a", {"ready"}, "downloaded", "said something", charge="yes")
            before = await ledger.tally(), await ledger.durations("bfl")
            assert await ledger.forget("a")
            assert (await ledger.tally(), await ledger.durations("bfl")) == before
            assert before[0][0].usd == Decimal("0.05")
            assert await ledger.rows() == []
            assert await ledger.row("a") is None
            assert await ledger.events("a") == []
            assert not await ledger.forget("a")

    asyncio.run(story())
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"private" not in left
    assert b"said something" not in left


def test_the_tally_adds_up_exactly_and_tells_certain_from_perhaps(tmp_path: Path) -> None:
    clock = Clock(1_793_500_000.0)  # 2026-11-01 somewhere about noon, whatever the zone
    month = 31 * 86_400

    async def story() -> None:
        async with opened(tmp_path, clock) as ledger:
            for number in range(10):
                await accepted(ledger, f"x{number}", price="0.1", document="d", charge="yes")
            await accepted(ledger, "running", price="0.2", document="d")
            await accepted(ledger, "doubtful", price="0.3", document="d", charge="perhaps")
            await accepted(ledger, "free", price="0.4", document="d", charge="no")
            await accepted(ledger, "unpriced", price="", document="e", charge="yes")
            await accepted(ledger, "built in", price="", origin="", charge="")
            waits = row("waits", price="0.7", document="d", charge="no")
            await ledger.add(replace(waits, created=clock.now), {})
            await ledger.add(replace(waits, id="left over", created=clock.now - 1), {})
            clock.now += month
            await accepted(ledger, "later", price="0.1", document="d", charge="yes")
            tally = {(cost.month, cost.document): cost for cost in await ledger.tally()}
        assert list(tally) == [("2026-11", "d"), ("2026-11", "e"), ("2026-12", "d")]
        november = tally["2026-11", "d"]
        assert (november.usd, november.perhaps, november.jobs) == (Decimal(1), Decimal("1.2"), 13)
        assert november.unpriced == 0
        unknown = tally["2026-11", "e"]
        assert (unknown.usd, unknown.jobs, unknown.unpriced) == (0, 1, 1)
        assert tally["2026-12", "d"].usd == Decimal("0.1")

    asyncio.run(story())


@pytest.mark.parametrize("price", ["five", "NaN", "Infinity", 0.05])
def test_money_is_decimal_text(tmp_path: Path, price: object) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            with pytest.raises(ValueError, match="price"):
                await ledger.add(row("a", price=price), {})
            await ledger.add(row("a"), {})
            with pytest.raises(ValueError, match="price"):
                await ledger.note("a", price=price)

    asyncio.run(story())


def test_columns_that_are_not_a_callers_are_refused(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            await ledger.add(row("a"), {})
            for column in ("owner", "id", "state", "colour; DROP TABLE jobs"):
                with pytest.raises(ValueError, match="not to be written"):
                    await ledger.note("a", **{column: "x"})
            await ledger.note("a", remote_id="r")
            assert (await ledger.row("a")).remote_id == "r"
            with pytest.raises(LedgerError):
                await ledger.note("nobody", remote_id="r")

    asyncio.run(story())


def test_the_newest_durations_of_one_provider(tmp_path: Path) -> None:
    clock = Clock()

    async def story() -> None:
        async with opened(tmp_path, clock) as ledger:
            for number, provider in enumerate(["bfl", "bfl", "kkiai", "bfl"]):
                await accepted(ledger, f"{number}", provider=provider)
                clock.now += number + 1
                await ledger.change(f"{number}", {"accepted"}, "ready")
            await accepted(ledger, "running")
            assert await ledger.durations("bfl") == [1, 2, 4]
            assert await ledger.durations("bfl", last=2) == [2, 4]
            assert await ledger.durations("apiframe") == []

    asyncio.run(story())


def test_a_job_that_changed_hands_teaches_no_duration(tmp_path: Path) -> None:
    clock = Clock()

    async def story() -> None:
        async with opened(tmp_path, clock) as ledger:
            await accepted(ledger, "watched")
            await accepted(ledger, "left")
            clock.now += 9
            await ledger.change("watched", {"accepted"}, "ready")
        async with opened(tmp_path, clock) as ledger:
            clock.now += 9000
            assert await ledger.take("left")
            await ledger.change("left", {"accepted"}, "ready")
            assert await ledger.take("watched")
            assert await ledger.durations("bfl") == [9]
            await ledger.change("left", {"ready"}, "downloaded")
            assert await ledger.forget("left")
            assert await ledger.durations("bfl") == [9]

    asyncio.run(story())


def test_what_was_asked_for_is_written_though_the_caller_stopped_waiting(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            await ledger.add(row("a"), {})
            asked = [
                asyncio.create_task(ledger.begin_sending("a", PLENTY)),
                asyncio.create_task(ledger.change("a", {"sending"}, "accepted", remote_id="r")),
            ]
            await asyncio.sleep(0)
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
            assert all(task.cancelled() for task in asked)
            assert (await ledger.row("a")).remote_id == "r"

    asyncio.run(story())


def test_a_closed_ledger_says_so_and_one_never_used_leaves_nothing(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path / "unused"):
            pass
        ledger = Ledger(tmp_path / "used")
        await ledger.rows()
        await ledger.close()
        await ledger.close()
        with pytest.raises(LedgerError):
            await ledger.rows()

    asyncio.run(story())
    assert not (tmp_path / "unused").exists()
    assert list((tmp_path / "used" / "owners").iterdir()) == []
