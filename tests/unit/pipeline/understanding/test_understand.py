from __future__ import annotations

import pytest

from ocr_service.categorizers.registry import build_categorizer
from ocr_service.domain.attachment import Attachment
from ocr_service.domain.document import Progress
from ocr_service.domain.facts import Category
from ocr_service.domain.ports import CLOSED, Extraction, ReadingRoom
from ocr_service.domain.status import Profile
from ocr_service.errors import StorageFull
from ocr_service.extractors.registry import build_extractors
from ocr_service.pipeline.limits.memory_shares import MemoryShares
from ocr_service.pipeline.parts import PipelineParts
from ocr_service.pipeline.understanding.page_totals import Tally
from ocr_service.pipeline.understanding.understand import Understanding, understand
from tests.support.documents.invoice_xml import Bill, cii
from tests.support.read_documents import INVOICE, LETTER, RECEIPT, SCORECARD, ReadDocument


def understood(text: str, profile: Profile) -> Understanding:
    return understood_document(ReadDocument((text,)), profile)


def understood_document(document: ReadDocument, profile: Profile) -> Understanding:
    parts = PipelineParts(
        engines={},
        extractors=build_extractors(),
        categorizer=build_categorizer(),
        shares=MemoryShares.create(1),
    )
    return understand(document, CLOSED, parts, profile, tally=Tally(total=1), report=lambda progress: None)


@pytest.mark.parametrize("text", [RECEIPT, INVOICE, SCORECARD], ids=["receipt", "invoice", "scorecard"])
def test_the_profile_document_gives_general_facts_only(text: str) -> None:
    found = understood(text, Profile.DOCUMENT)

    assert found.fields == {}
    assert "word_count" in found.facts


@pytest.mark.parametrize("profile", [Profile.RECEIPT, Profile.INVOICE, Profile.SCORECARD])
def test_a_profile_that_names_a_category_is_believed(profile: Profile) -> None:
    category = understood(LETTER, profile).category

    assert (category.name, category.confidence, category.reasons) == (profile.value, 1.0, ("asked for",))


def test_a_receipt_that_looks_like_a_letter_is_read_as_a_receipt_when_asked() -> None:
    plain = "Corner Shop Ltd\n12 High Street\nSpringfield\n04/05/2018\nThank you for your visit\nTotal 12.50"

    assert understood(plain, Profile.RECEIPT).fields["total"].value == "12.50"


def test_without_a_profile_the_category_is_told_from_the_text() -> None:
    found = understood(RECEIPT, Profile.AUTO)

    assert found.category.name == "receipt"
    assert found.fields["total"].value == "32.30"


def test_what_carries_an_invoice_is_one_whatever_its_page_says() -> None:
    document = ReadDocument((LETTER,), files={"factur-x.xml": cii(Bill())})

    found = understood_document(document, Profile.AUTO)

    assert (found.category.name, found.category.reasons) == ("invoice", ("carries factur-x.xml",))
    assert found.fields["amount"].value == "345.00"


def test_a_defect_in_looking_for_files_costs_neither_category_nor_facts() -> None:
    class Broken(ReadDocument):
        def attachments(self) -> tuple[Attachment, ...]:
            raise RuntimeError("a defect")

    found = understood_document(Broken((RECEIPT,)), Profile.AUTO)

    assert (found.category.name, found.fields["total"].value) == ("receipt", "32.30")


def test_each_step_is_said_while_it_is_done() -> None:
    said: list[str] = []

    class Categorizer:
        name = "listening"

        def categorize(self, document: object) -> Category:
            assert said == ["Categorizing"]
            return Category()

    class Extractor:
        name = "listening"

        def extract(self, document: object, category: Category, room: ReadingRoom) -> Extraction:
            assert said[-1] == "Extracting metadata"
            return Extraction()

    parts = PipelineParts(
        engines={},
        extractors=[Extractor(), Extractor()],
        categorizer=Categorizer(),
        shares=MemoryShares.create(1),
    )
    percents: list[int] = []

    def report(progress: Progress) -> None:
        said.append(progress.message)
        percents.append(progress.percent)

    understand(ReadDocument(("text",)), CLOSED, parts, Profile.AUTO, tally=Tally(total=1), report=report)

    assert percents == sorted(percents)
    assert 75 == percents[0] < percents[-1] < 95


@pytest.mark.parametrize("part", ["categorizer", "extractor"])
def test_a_full_disk_is_no_defect_of_who_met_it(part: str) -> None:
    class Full:
        name = "full"

        def categorize(self, document: object) -> Category:
            raise StorageFull

        def extract(self, document: object, category: Category, room: ReadingRoom) -> Extraction:
            raise StorageFull

    categorizer = Full() if part == "categorizer" else build_categorizer()
    parts = PipelineParts(
        engines={}, extractors=[Full()], categorizer=categorizer, shares=MemoryShares.create(1)
    )

    with pytest.raises(StorageFull):
        understand(
            ReadDocument(("text",)),
            CLOSED,
            parts,
            Profile.AUTO,
            tally=Tally(total=1),
            report=lambda progress: None,
        )
