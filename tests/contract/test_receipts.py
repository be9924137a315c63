"""What every database of receipts has to do."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from ocr_service.clock import SystemClock
from ocr_service.errors import ReceiptsUnavailable
from ocr_service.receipts.database import Database
from ocr_service.receipts.postgres import PostgresDatabase
from ocr_service.receipts.receipt import Failure, Item, OcrStatus, Reading, Receipt, ReceiptStore
from ocr_service.receipts.sql_store import SqlReceipts
from ocr_service.receipts.sqlite import SqliteDatabase
from tests.support.processes.postgres_server import PostgresServer

READ = Reading(
    sender="Shop",
    date="2026-01-19",
    total="3.50",
    items=(Item(description="Milk", amount="1.00"), Item(description="Tea", amount="2.50")),
    warnings=("Look",),
)
FAILED = Failure(code="DOCUMENT_CORRUPT", detail="It is damaged.")


class Times(SystemClock):
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at_ms = 1_790_000_000_000

    def now_ms(self) -> int:
        return self.at_ms


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    server = PostgresServer().start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Empty."""
    if request.param == "sqlite":
        yield SqliteDatabase(tmp_path / "made" / "receipts.sqlite")
        return
    server: PostgresServer = request.getfixturevalue("server")
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS receipt_items, receipts")
    yield PostgresDatabase(server.url())


@pytest.fixture
def receipts(database: Database) -> Iterator[ReceiptStore]:
    store = SqlReceipts(database)
    yield store
    store.close()


def added(receipts: ReceiptStore, number: int = 1, user: str = "1") -> Receipt:
    return receipts.add(user=user, task_id=f"{user}-t{number}", filename="a.jpg", purchase_date="2026-01-19")


def test_a_new_receipt_is_pending(receipts: ReceiptStore):
    receipt = added(receipts)

    assert receipt.status is OcrStatus.PENDING
    assert receipts.get(receipt.id) == receipt
    assert receipts.has_user("1")
    assert not receipts.has_user("2")


def test_a_page_has_the_newest_of_its_user_first(receipts: ReceiptStore):
    ids = [added(receipts, number).id for number in range(3)]
    added(receipts, user="2")

    assert [each.id for each in receipts.page(user="1", limit=2)] == ids[:0:-1]
    assert [each.id for each in receipts.page(user="1", limit=2, before=ids[1])] == ids[:1]
    assert len(receipts.page(user=None, limit=9)) == 4


def test_several_claim_each_pending_receipt_once(receipts: ReceiptStore):
    ids = {added(receipts, number).id for number in range(40)}

    with ThreadPoolExecutor(4) as threads:
        claims = list(
            threads.map(lambda n: receipts.claim_pending(user="1", limit=10, batch_id=f"b{n}"), range(6))
        )

    claimed = [each.id for claim in claims for each in claim]
    assert sorted(claimed) == sorted(ids)
    assert receipts.counts("1")[OcrStatus.PROCESSING] == 40


def test_the_oldest_are_claimed_first(receipts: ReceiptStore):
    ids = [added(receipts, number).id for number in range(3)]

    assert [each.id for each in receipts.claim_pending(user=None, limit=2, batch_id="b")] == ids[:2]


def test_a_reading_is_written_back_with_its_items_and_ends_the_batch(receipts: ReceiptStore):
    first, second = added(receipts, 1), added(receipts, 2)
    receipts.claim_pending(user="1", limit=9, batch_id="b")

    assert receipts.settle(first.id, first.task_id, 5, READ).batch is None
    end = receipts.settle(second.id, second.task_id, 6, FAILED).batch

    found = receipts.get(first.id)
    assert found is not None
    assert (found.status, found.reading) == (OcrStatus.COMPLETED, READ)
    assert end is not None
    assert (end.total, end.completed, end.failed) == (2, 1, 1)


@pytest.mark.parametrize("sequence", [5, 4], ids=["twice", "late"])
def test_an_event_that_comes_twice_or_late_changes_nothing(receipts: ReceiptStore, sequence):
    receipt = added(receipts)
    receipts.settle(receipt.id, receipt.task_id, 5, READ)

    assert not receipts.settle(receipt.id, receipt.task_id, sequence, FAILED).is_stored
    assert not receipts.settle(receipt.id, "another task", 9, FAILED).is_stored
    assert receipts.counts(None)[OcrStatus.COMPLETED] == 1


def test_a_later_reading_takes_the_place_of_a_failure(receipts: ReceiptStore):
    receipt = added(receipts)
    receipts.settle(receipt.id, receipt.task_id, 5, FAILED)
    failed = receipts.get(receipt.id)
    assert failed is not None
    assert failed.failure == FAILED

    assert receipts.begin(failed)
    receipts.settle(receipt.id, receipt.task_id, 6, READ)

    assert not receipts.begin(failed)
    found = receipts.get(receipt.id)
    assert found is not None
    assert (found.failure, found.reading) == (None, READ)


def test_a_write_back_that_fails_half_way_leaves_the_row_as_it_was(
    receipts: ReceiptStore, database: Database
):
    receipt = added(receipts)
    receipts.claim_pending(user="1", limit=1, batch_id="b")
    # Its second item is there already.
    with database.change() as session:
        session.run("CREATE UNIQUE INDEX only_one ON receipt_items (receipt_id)")

    with pytest.raises(ReceiptsUnavailable):
        receipts.settle(receipt.id, receipt.task_id, 5, READ)

    found = receipts.get(receipt.id)
    assert found is not None
    assert (found.status, found.sequence) == (OcrStatus.PROCESSING, 0)


def test_several_that_settle_at_once_end_their_batch_once(receipts: ReceiptStore):
    rows = [added(receipts, number) for number in range(8)]
    receipts.claim_pending(user="1", limit=9, batch_id="b")

    with ThreadPoolExecutor(4) as threads:
        settled = list(threads.map(lambda each: receipts.settle(each.id, each.task_id, 5, READ), rows))

    assert [each.batch.completed for each in settled if each.batch] == [8]


def test_a_table_that_lacks_a_column_is_said_and_left_alone(database: Database, caplog):
    with database.change() as session:
        session.run("ALTER TABLE receipts DROP COLUMN currency")
    database.close()

    with pytest.raises(ReceiptsUnavailable):
        SqlReceipts(database).counts(None)

    assert any("currency" in record.reason for record in caplog.records if hasattr(record, "reason"))


def test_all_receipts_are_told_in_numbers(database: Database):
    times = Times()
    receipts = SqlReceipts(database, times)
    first, read = added(receipts, 1), added(receipts, 2)
    receipts.claim_pending(user="1", limit=2, batch_id="b")
    receipts.settle(read.id, read.task_id, 5, READ)
    times.at_ms += 60_000
    added(receipts, 3)
    times.at_ms += 30_000

    numbers = receipts.numbers()

    assert numbers.counts == {
        OcrStatus.PENDING: 1,
        OcrStatus.PROCESSING: 1,
        OcrStatus.COMPLETED: 1,
        OcrStatus.FAILED: 0,
    }
    assert numbers.oldest_s == {OcrStatus.PENDING: 30.0, OcrStatus.PROCESSING: 90.0}
    assert (numbers.with_warnings, numbers.items) == (1, 2)
    assert receipts.get(first.id) is not None
    receipts.close()


def test_no_receipts_are_told_as_none(receipts: ReceiptStore):
    numbers = receipts.numbers()

    assert set(numbers.counts.values()) == {0}
    assert set(numbers.oldest_s.values()) == {0.0}


def test_a_receipt_that_was_lost_is_failed_unless_its_end_came(receipts: ReceiptStore):
    lost, read = added(receipts, 1), added(receipts, 2)
    receipts.claim_pending(user="1", limit=9, batch_id="b")
    receipts.settle(read.id, read.task_id, 5, READ)

    assert receipts.lose(lost, FAILED).is_stored
    assert not receipts.lose(read, FAILED).is_stored


def test_a_released_receipt_waits_again(receipts: ReceiptStore):
    receipt = added(receipts)
    receipts.claim_pending(user="1", limit=1, batch_id="b")

    receipts.release(receipt.id)

    assert [each.id for each in receipts.claim_pending(user="1", limit=1, batch_id="c")] == [receipt.id]


def test_what_is_forgotten_is_gone_with_its_items(receipts: ReceiptStore):
    receipt, other = added(receipts), added(receipts, user="2")
    receipts.settle(receipt.id, receipt.task_id, 5, READ)

    assert receipts.forget_user("1") == 1
    receipts.remove(other.id)

    assert (receipts.get(receipt.id), receipts.get(other.id)) == (None, None)


def test_a_place_that_cannot_be_written_is_said_in_plain_words(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ReceiptsUnavailable):
        SqlReceipts(SqliteDatabase(tmp_path / "file" / "receipts.sqlite")).counts(None)


def test_a_wrong_password_is_said_without_it(server: PostgresServer, caplog):
    with pytest.raises(ReceiptsUnavailable):
        SqlReceipts(PostgresDatabase(server.url(password="wrong-one"))).counts(None)

    reasons = [record.reason for record in caplog.records if hasattr(record, "reason")]
    assert any("password authentication failed" in each for each in reasons)
    assert not any("wrong-one" in each for each in reasons)


def test_a_server_that_was_killed_has_lost_nothing_that_was_answered():
    server = PostgresServer().start()
    receipts = SqlReceipts(PostgresDatabase(server.url()))
    try:
        rows = [added(receipts, number) for number in range(3)]
        receipts.claim_pending(user="1", limit=2, batch_id="b")
        receipts.settle(rows[0].id, rows[0].task_id, 5, READ)

        server.kill()
        with pytest.raises(ReceiptsUnavailable):
            receipts.settle(rows[1].id, rows[1].task_id, 6, READ)
        server.start()

        receipts.settle(rows[1].id, rows[1].task_id, 6, READ)
        counts = receipts.counts("1")
        assert (counts[OcrStatus.COMPLETED], counts[OcrStatus.PENDING]) == (2, 1)
    finally:
        receipts.close()
        server.stop()
