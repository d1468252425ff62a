"""Reports in other languages: numbers, dates and names held to words in the original."""

from datetime import date
from typing import Any

import pytest

from tests.reading.llm import servers
from tests.reading.llm.servers import serving
from trucewatch.reading.llm import ModelError, ModelReader, Settings
from trucewatch.reading.llm.foreign import ForeignGround
from trucewatch.reading.llm.foreign_values import dates_in, numbers_in
from trucewatch.records import Incident, Report
from trucewatch.sources import LanguageError, languages
from trucewatch.sources import report as source

PUBLISHED = date(2020, 2, 9)  # a Sunday

DAY = "2020-02-06"
TEXTS = {
    "tr": "İdlib kentinde perşembe günü düzenlenen top atışında sekiz asker öldürüldü, 14 kişi yaralandı. Köylüler "
    "geceyi sığınaklarda geçirdiklerini söylediler. Türkiye saldırıyı kınadı ve bölgeye yeni birlikler gönderdi.",
    "ru": "В четверг в Идлибе в результате обстрела погибли восемь военных, ещё 14 человек были ранены. Турция осудила "
    "нападение и направила в этот район новые подразделения.",
    "uk": "У четвер в Ідлібі внаслідок обстрілу загинули вісім військових, ще 14 людей поранено. Туреччина засудила "
    "напад і направила до цього району нові підрозділи.",
    "ar": "قتل ثمانية جنود في قصف مدفعي على إدلب يوم الخميس وأصيب 14 شخصا بجروح. وأدانت تركيا الهجوم وأرسلت تعزيزات "
    "جديدة إلى المنطقة.",
    "es": "Ocho soldados murieron el jueves en un bombardeo cerca de Idlib y 14 personas resultaron heridas. Los vecinos "
    "pasaron la noche en los refugios. Turquía condenó el ataque y envió nuevas unidades a la zona.",
    "fr": "Huit soldats ont été tués jeudi dans un bombardement près d'Idlib et 14 personnes ont été blessées. La "
    "Turquie a condamné l'attaque et envoyé de nouvelles unités dans la région.",
}
PLACES = {"tr": "İdlib", "ru": "Идлиб", "uk": "Ідліб", "ar": "إدلب", "es": "Idlib", "fr": "Idlib"}
by_language = pytest.mark.parametrize("language", sorted(TEXTS))


def answer(language: str, killed: int = 8, place: str | None = None, day: str = DAY) -> dict[str, Any]:
    quote, written = TEXTS[language].partition(". ")[0], PLACES[language]
    return {
        "kind": "incident",
        "evidence": [quote],
        "assertion": "actual",
        "type": "shelling",
        "date": day,
        "place": place or written,
        "casualties": [{"outcome": "killed", "count": {"value": killed}, "who": None}],
    }


def report(language: str) -> Report:
    return Report(id="r", text=TEXTS[language], published=PUBLISHED.isoformat(), language=language)


@by_language
def test_the_language_is_known_and_no_longer_refused_where_a_model_reads(language: str) -> None:
    assert languages.detect(TEXTS[language]) == language
    with pytest.raises(LanguageError, match="only English can be read without a language model") as error:
        source(TEXTS[language], id="r", published=PUBLISHED)
    assert error.value.report.language == language


@by_language
def test_a_right_answer_comes_through_with_words_of_the_original(language: str) -> None:
    with (
        serving(servers.records(answer(language))) as server,
        ModelReader(Settings(address=server.address)) as model,
    ):
        reading = model.read(report(language), which="both")
    (record,) = reading.records
    assert isinstance(record, Incident) and reading.model is not None
    assert reading.model.rejected == () and reading.model.language == language
    quote, written = TEXTS[language].partition(". ")[0], PLACES[language]
    assert TEXTS[language][record.evidence[0].start : record.evidence[0].end] == quote
    assert (record.date, record.casualties[0].count.value) == (DAY, 8)
    assert record.place is not None and record.place.name in (written, "Idlib")


@by_language
def test_what_the_words_do_not_say_is_dropped(language: str) -> None:
    wrong = answer(language, killed=9, place="Homs", day="2020-01-15")
    with serving(servers.records(wrong)) as server, ModelReader(Settings(address=server.address)) as model:
        reading = model.read(report(language))
    (record,) = reading.records
    assert isinstance(record, Incident)
    assert (record.date, record.place, record.casualties) == (None, None, ())
    assert reading.model is not None and len(reading.model.rejected) == 3


@by_language
def test_states_have_their_english_name(language: str) -> None:
    text = TEXTS[language]
    start = text.rindex(". ", 0, len(text) - 1) + 2
    ground = ForeignGround(text, [(start, len(text))], language=language, published=PUBLISHED)
    actor = ground.actor("Turkey")
    assert actor is not None and (actor.name, actor.id) == ("Turkey", "TUR")
    assert ground.actor("Norway") is None and ground.actor("Russia") is None


def test_a_language_whose_words_cannot_be_checked_is_not_sent() -> None:
    report = Report(id="r", text="某地发生炮击。", language="zh")
    with serving(servers.records()) as server, ModelReader(Settings(address=server.address)) as model:
        with pytest.raises(ModelError, match="cannot be checked"):
            model.read(report)
        assert server.asked == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("es", "veinticinco soldados", 25), ("es", "treinta y cinco mil", 35_000), ("es", "3.200 personas", 3200),
        ("es", "tres mil personas", 3000), ("fr", "1 300 personnes", 1300), ("fr", "deux cents hommes", 200),
        ("ru", "более 2,5 млн человек", 2_500_000), ("ru", "двадцать пять", 25), ("uk", "три тисячі", 3000),
        ("ar", "٣٥ شخصا", 35), ("ar", "خمسة وعشرين", 25), ("tr", "yirmi beş asker", 25), ("tr", "iki bin kişi", 2000),
    ],
)  # fmt: skip
def test_numbers_in_words_and_figures(language: str, text: str, value: float) -> None:
    found = [number for _, _, number in numbers_in(text, language)]
    assert value in found


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("es", "el 6 de febrero de 2020", "2020-02-06"), ("fr", "le 6 février", "2020-02-06"),
        ("fr", "depuis décembre", "2019-12"), ("ru", "6 февраля 2020 года", "2020-02-06"), ("uk", "6 лютого", "2020-02-06"),
        ("ar", "في 6 فبراير 2020", "2020-02-06"), ("ar", "في 6 شباط", "2020-02-06"), ("tr", "6 Şubat 2020", "2020-02-06"),
        ("tr", "Şubat'ın başında", "2020-02"), ("ru", "вчера", "2020-02-08"), ("es", "mañana", "2020-02-10"),
        ("ru", "06.02.2020", "2020-02-06"), ("fr", "vendredi", "2020-02-07"), ("es", "en 2018", "2018"),
    ],
)  # fmt: skip
def test_dates_in_words_and_figures(language: str, text: str, value: str) -> None:
    assert value in [dated.value for dated in dates_in(text, language, PUBLISHED)]


def test_without_a_day_of_publication_words_such_as_yesterday_mean_no_day() -> None:
    assert dates_in("вчера", "ru", None) == [] and dates_in("6 февраля", "ru", None) == []
