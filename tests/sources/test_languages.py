"""A foreign text is known as one; a short or sparse one is not judged."""

import pytest

from trucewatch.sources.languages import detect

ENGLISH = "The committee said that both sides had left the road and that the crossing would open on Sunday."
FRENCH = (
    "La commission a déclaré que les deux parties s'étaient retirées de la route côtière et que le point de "
    "passage serait ouvert dimanche, sous la surveillance des observateurs envoyés par les Nations unies."
)
RUSSIAN = "Стороны договорились о прекращении огня с полуночи, сообщил представитель миссии наблюдателей."
ARABIC = "أعلنت اللجنة العسكرية المشتركة فتح الطريق الساحلي بعد انسحاب القوات من الجانبين يوم الأحد"
LOG = "\n".join(f"0{hour}:15 Abu Grein - 3 explosions (mortar), 2 bursts (HMG), NE 4 km" for hour in range(9))


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (FRENCH, "fr"), (RUSSIAN, "ru"), (ARABIC, "ar")])
def test_the_language_of_prose(text: str, code: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize("text", ["Trêve rompue à l'aube", "Sirte", "12", ""])
def test_a_short_text_is_not_judged(text: str) -> None:
    assert detect(text) is None


def test_a_log_of_names_and_figures_is_not_called_foreign() -> None:
    assert detect(LOG) in (None, "en")


def test_english_with_foreign_words_in_it_is_english() -> None:
    assert detect(ENGLISH + " " + ARABIC[:40]) == "en"


def test_english_prose_is_known_without_the_classifier(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(sample: str) -> tuple[str, float]:
        raise AssertionError("the classifier takes a third of a second to load")

    monkeypatch.setattr("trucewatch.sources.languages._classify", never)
    assert detect(ENGLISH) == "en"
