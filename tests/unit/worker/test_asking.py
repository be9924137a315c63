"""Documents that ask their worker, against a real fork server and a broker with answers of our own."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ocr_service import errors
from ocr_service.domain.document import DocumentRequest, Limits, Progress
from ocr_service.domain.outside.asking import Answer, Question, ask_nobody
from ocr_service.worker.asking.broker import Broker
from ocr_service.worker.launcher import Launcher
from tests.support.processes.spawned_server import spawned_server

TOY = Path(__file__).parents[2] / "support" / "processes" / "toy_fork_server.py"


class Echo:
    """Says what it is told to say."""

    async def answer(self, question: Question) -> Answer:
        return {"said": question.request["say"]}

    async def close(self) -> None:
        pass


class Slow:
    """Answers when it is let; remembers what became of its questions."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.let = asyncio.Event()
        self.cancelled = 0

    async def answer(self, question: Question) -> Answer:
        self.asked.set()
        try:
            await self.let.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return {"folder": str(question.folder)}

    async def close(self) -> None:
        pass


async def ignore(_: Progress) -> None:
    pass


def request_named(name: str, folder: Path, *, run_timeout_s: float = 60) -> DocumentRequest:
    return DocumentRequest(
        task_id="t",
        source=folder / name,
        media_type="image/png",
        filename=name,
        output_folder=folder,
        limits=Limits(run_timeout_s=run_timeout_s),
    )


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
async def launcher(slow: Slow) -> AsyncIterator[Launcher]:
    broker = Broker({"echo": Echo(), "slow": slow})
    launcher = Launcher(spawned_server(TOY), stall_s=0.5)
    launcher.answer_by(broker)
    await launcher.start()
    yield launcher
    await launcher.stop()


async def test_a_document_gets_its_answer(launcher: Launcher, tmp_path: Path) -> None:
    head = await launcher.run(request_named("asks", tmp_path), ignore)

    assert head["properties"]["said"] == "hello"


async def test_threads_of_a_document_each_get_their_own_answer(launcher: Launcher, tmp_path: Path) -> None:
    head = await launcher.run(request_named("asks-side-by-side", tmp_path), ignore)

    assert head["properties"]["said"] == "True"


async def test_a_question_that_nobody_answers_is_an_error_with_its_name(
    launcher: Launcher, tmp_path: Path
) -> None:
    with pytest.raises(errors.NotAnswered, match="`unheard`"):
        await launcher.run(request_named("asks-in-vain", tmp_path), ignore)


async def test_a_document_that_waits_for_its_answer_is_not_silent(
    launcher: Launcher, slow: Slow, tmp_path: Path
) -> None:
    run = asyncio.create_task(launcher.run(request_named("asks-and-waits", tmp_path), ignore))
    await slow.asked.wait()
    asyncio.get_running_loop().call_later(0.8, slow.let.set)  # beyond the stall of half a second

    assert (await run)["page_count"] == 3


async def test_the_worker_ends_a_question_at_its_deadline(
    launcher: Launcher, slow: Slow, tmp_path: Path
) -> None:
    with pytest.raises(errors.AnswerLate):
        await launcher.run(request_named("asks-too-long", tmp_path), ignore)

    assert slow.cancelled == 1


async def test_a_document_that_hangs_after_its_answer_is_silent_at_once(
    launcher: Launcher, tmp_path: Path
) -> None:
    with pytest.raises(errors.DocumentSilent):
        await launcher.run(request_named("asks-then-hangs", tmp_path), ignore)


async def test_a_cancelled_run_takes_its_question_along(
    launcher: Launcher, slow: Slow, tmp_path: Path
) -> None:
    run = asyncio.create_task(launcher.run(request_named("asks-and-waits", tmp_path), ignore))
    await slow.asked.wait()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run

    assert slow.cancelled == 1


async def test_a_run_out_of_time_takes_its_question_along(
    launcher: Launcher, slow: Slow, tmp_path: Path
) -> None:
    with pytest.raises(errors.DocumentTimeout):
        await launcher.run(request_named("asks-and-waits", tmp_path, run_timeout_s=2), ignore)

    assert slow.cancelled == 1


def test_without_a_worker_nobody_answers() -> None:
    with pytest.raises(errors.NotAnswered):
        ask_nobody("vision", {}, deadline_s=1)
