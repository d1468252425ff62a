"""Whom names, descriptions and pronouns denote over a whole report."""

from __future__ import annotations

import pytest

from trucewatch.language import analyse
from trucewatch.language.attribution import find_attributions
from trucewatch.language.coreference import Coreference
from trucewatch.language.pipeline import parse
from trucewatch.records import Source


class Read:
    """A report with its coreference, asked by word."""

    def __init__(self, text: str, title: str | None = None) -> None:
        self.doc = parse(text)
        self.coreference = Coreference(self.doc, title=title, attributions=find_attributions(self.doc))

    def _token(self, word: str, nth: int):  # type: ignore[no-untyped-def]
        return [t for t in self.doc if t.text == word][nth]

    def one(self, word: str, nth: int = 0) -> str | None:
        actor = self.coreference.resolve(self._token(word, nth))
        return actor.name if actor is not None else None

    def all(self, word: str, nth: int = 0) -> list[str]:
        return [a.name for a in self.coreference.resolve_all(self._token(word, nth))]

    def speaker(self, word: str, nth: int = 0) -> Source | None:
        return self.coreference.speaker(self._token(word, nth))


# ---- descriptions


def test_officials_and_ministries_of_a_state_stand_for_it() -> None:
    read = Read("Turkish officials flew to Doha. The Georgian foreign ministry objected.")
    assert read.one("officials") == "Turkey"
    assert read.one("ministry") == "Georgia"


def test_troops_and_soldiers_of_a_state_are_its_forces() -> None:
    read = Read("Chadian troops crossed the border. Chadian soldiers were seen in the town.")
    assert read.one("troops") == read.one("soldiers") == "Chadian forces"


def test_the_army_is_that_of_the_country_in_question() -> None:
    read = Read("Mali closed its border on Monday. The army said the north was calm.")
    assert read.one("army") == "Malian army"


def test_government_forces_in_syria_have_one_name() -> None:
    read = Read("Syria burned. The army advanced. Regime forces shelled Idlib.")
    assert read.one("army") == read.one("forces") == "Syrian government forces"


def test_the_group_is_the_force_named_last() -> None:
    read = Read("Fighters of the ELN left the camp. The group denied breaking the truce.")
    assert read.one("group") == "ELN"


def test_the_rebels_are_those_who_fight_and_not_the_soldiers() -> None:
    read = Read("Congolese soldiers clashed with the M23 near Sake. The rebels withdrew at noon.")
    assert read.one("rebels") == "M23"


def test_the_mission_is_the_united_nations_mission_that_the_report_names() -> None:
    read = Read("UN peacekeepers came under fire in Kidal. MINUSMA said the mission lost a vehicle.")
    assert read.one("peacekeepers") == read.one("mission") == "MINUSMA"


def test_possessives_say_whose_forces() -> None:
    read = Read("Armenia denied it. Its troops had not fired, the ministry said.")
    assert read.one("troops") == "Armenian forces"


def test_a_quality_is_no_owner() -> None:
    read = Read("Russian-backed separatists held the bridge in Ukraine.")
    assert read.one("separatists") not in ("Russia", "Russian forces")


def test_gunmen_are_themselves() -> None:
    assert Read("Unknown gunmen killed a guard.").one("gunmen") == "Unknown gunmen"


# ---- several at once


@pytest.mark.parametrize("word", ["Turkey", "Russia", "Iran"])
def test_a_coordination_is_whole_from_each_of_its_heads(word: str) -> None:
    read = Read("Turkey, Russia and Iran signed the memorandum.")
    assert sorted(read.all(word)) == ["Iran", "Russia", "Turkey"]


def test_two_adjectives_own_two_forces() -> None:
    read = Read("Indian and Chinese troops stepped back.")
    assert read.all("troops") == ["Indian forces", "Chinese forces"]


def test_the_two_countries_are_those_named_together() -> None:
    read = Read("Ethiopia and Eritrea met in Algiers. The two countries exchanged prisoners.")
    assert read.all("countries") == ["Ethiopia", "Eritrea"]


def test_both_sides_are_those_named_together() -> None:
    read = Read("The Taliban and the United States met in Doha. Both sides praised the talks.")
    assert sorted(read.all("sides")) == ["Taliban", "United States"]


# ---- persons and pronouns


def test_a_surname_and_a_pronoun_are_the_person_introduced_before() -> None:
    read = Read("Foreign Minister Goran Petrovic of Serbia arrived. Petrovic smiled. He said nothing.")
    assert read.one("Petrovic", 1) == read.one("He") == "Goran Petrovic"


def test_gender_settles_a_pronoun() -> None:
    read = Read("Spokeswoman Anna Weber met Colonel Paul Biko. She thanked the troops.")
    assert read.one("She") == "Anna Weber"


def test_it_is_expletive_where_it_means_nobody() -> None:
    assert Read("Sudan waited. It was clear that the talks had failed.").one("It") is None


def test_a_relative_pronoun_is_its_antecedent() -> None:
    assert Read("The Houthis, who control Sanaa, refused.").one("who") == "Houthis"


def test_we_is_the_body_that_the_speaker_speaks_for() -> None:
    read = Read('"We fired no shot," said UNIFIL spokesman Karl Berg.')
    assert read.one("We") == "UNIFIL"


def test_nobody_is_better_than_somebody_wrong() -> None:
    read = Read("It rained. They stayed at home.")
    assert read.one("They") is None


# ---- speakers


def test_a_person_keeps_name_role_and_state_under_short_forms() -> None:
    read = Read("Armenian Defence Minister Davit Sargsyan warned of war. Sargsyan said patience was over.")
    full = Source(name="Davit Sargsyan", role="Defence Minister", organisation="Armenia")
    assert read.speaker("Sargsyan", 0) == read.speaker("Sargsyan", 1) == full


def test_an_apposition_gives_role_and_body() -> None:
    read = Read("Sara Blom, spokeswoman for UNMISS, confirmed that a patrol had been stopped.")
    assert read.speaker("Blom") == Source(name="Sara Blom", role="spokeswoman", organisation="UNMISS")


def test_an_unnamed_source_has_a_role_and_whom_it_serves() -> None:
    read = Read("A Turkish security source confirmed the strike.")
    assert read.speaker("source") == Source(role="security source", organisation="Turkey", anonymous=True)


def test_a_speaker_of_no_known_kind_is_kept_in_the_report_s_words() -> None:
    found = Read("Syrian state media reported two blasts.").speaker("media")
    assert found == Source(role="state media", organisation="Syria", anonymous=True)


def test_the_two_ministers_speak_each() -> None:
    read = Read(
        "Foreign Minister Ivo Maric and Foreign Minister Aram Petrosyan met. The two ministers agreed."
    )
    token = next(t for t in read.doc if t.text == "ministers")
    assert [s.name for s in read.coreference.speakers(token)] == ["Ivo Maric", "Aram Petrosyan"]


def test_the_president_is_the_one_named_who_serves_the_country() -> None:
    read = Read("Uganda mourned. Museveni flew home. The president promised revenge.")
    assert read.one("president") == "Yoweri Museveni"


def test_residents_are_anonymous() -> None:
    found = Read("Residents heard three explosions.").speaker("Residents")
    assert found is not None and found.anonymous and found.role == "Residents"


def test_a_ministry_speaks_by_name_for_its_state() -> None:
    read = Read("The Russian Defence Ministry denied the report.")
    assert read.speaker("Ministry") == Source(name="Defence Ministry", organisation="Russia")


def test_a_capital_speaks_for_its_state_and_a_body_for_itself() -> None:
    read = Read("Ankara protested. The United Nations condemned the attack.")
    assert read.speaker("Ankara") == Source(organisation="Turkey")
    assert read.speaker("Nations") == Source(name="United Nations", organisation="United Nations")


def test_a_leader_whom_nobody_introduces_serves_somebody() -> None:
    found = Read("Erdogan said the talks would go on.").speaker("Erdogan")
    assert found is not None and found.organisation == "Turkey"


# ---- whom a person acts for


@pytest.mark.parametrize(
    ("text", "name", "organisation"),
    [
        ("The pact was signed by General Amadou Sow for the Malian army.", "Sow", "Mali"),
        ("Abu Omar of Ahrar al-Sham read out the terms.", "Omar", "Ahrar al-Sham"),
        ("A Kenyan team led by Colonel Peter Otieno came to the camp.", "Otieno", "Kenya"),
        ("Colonel Peter Otieno from Nairobi came to the camp.", "Otieno", None),
        ("The accord was signed by Joseph Bar for the Council of Elders of Akobo (CEA).", "Bar", None),
    ],
)
def test_the_words_beside_a_name_say_whom_somebody_acts_for(
    text: str, name: str, organisation: str | None
) -> None:
    source = Read(text).speaker(name)
    assert source is not None
    if organisation is not None or "Nairobi" in text:
        assert source.organisation == organisation
    else:
        assert source.organisation is not None


def test_a_leader_of_the_lexicon_is_the_same_under_the_surname_alone() -> None:
    read = Read("Asim Munir flew in. General Munir inspected the line.")
    first, second = read.speaker("Munir"), read.speaker("Munir", 1)
    assert first is not None and second is not None
    assert first.name == second.name == "Asim Munir"
    assert second.organisation == "Pakistan"


# ---- the sides


def test_each_side_is_both() -> None:
    read = Read("Armenia and Azerbaijan resumed talks. Each side freed ten men. Neither army moved.")
    assert read.all("side") == read.all("army") == ["Armenia", "Azerbaijan"]


def test_the_sides_are_those_that_the_report_is_about_and_not_others_named_together_once() -> None:
    read = Read(
        "The ELN freed two policemen in Colombia. Colombia had agreed to halt its raids, and the ELN its attacks. "
        "The ELN and Colombia will meet. Norway and Cuba welcomed it. On Monday the two sides will sit down again.",
        title="Colombia and the ELN near a truce, says Colombia of the ELN",
    )
    assert sorted(read.all("sides")) == ["Colombia", "ELN"]


def test_a_state_and_its_own_army_are_one_side() -> None:
    read = Read(
        "Morocco denied it. The Moroccan army fired back. Polisario fighters left. Both sides lost men."
    )
    assert sorted(read.all("sides")) == ["Morocco", "Polisario"]


def test_the_two_may_be_persons() -> None:
    read = Read("Salva Kiir and Riek Machar embraced. The two had not met since May.")
    assert read.all("two") == ["Salva Kiir", "Riek Machar"]


def test_a_dateline_is_nobody() -> None:
    assert Read("Vienna, 3 March 2025\n\nA convoy left.").one("Vienna") is None


def test_the_government_in_a_missions_report_is_that_of_its_host() -> None:
    read = Read(
        "UNITED NATIONS MISSION IN SOUTH SUDAN (UNMISS)\n\nThe Government has accepted the plan. Talks in "
        "Ethiopia went on. Ethiopia and Kenya were the hosts; Ethiopia paid."
    )
    assert read.one("Government") == "South Sudan"


# ---- who speaks


@pytest.mark.parametrize(
    ("text", "word", "source"),
    [
        (
            "A fighter with Jaish al-Nasr told us that.",
            "fighter",
            Source(role="fighter", organisation="Jaish al-Nasr", anonymous=True),
        ),
        (
            "The deputy spokesman for the Secretary-General, Farhan Haq, said so.",
            "Haq",
            Source(
                name="Farhan Haq",
                role="deputy spokesman for the Secretary-General",
                organisation="United Nations",
            ),
        ),
        (
            "SRSG Maria Lopez said so.",
            "Lopez",
            Source(name="Maria Lopez", role="SRSG", organisation="United Nations"),
        ),
        (
            "UNMISS condemns the raid. The Spokesperson said a convoy was hit.",
            "Spokesperson",
            Source(role="Spokesperson", organisation="UNMISS"),
        ),
        (
            "A member of the negotiating team of Hamas told reporters that.",
            "member",
            Source(role="member of the negotiating team", organisation="Hamas", anonymous=True),
        ),
        (
            "An FARC commander told reporters that.",
            "commander",
            Source(role="commander", organisation="FARC", anonymous=True),
        ),
    ],
)
def test_who_speaks_with_role_and_organisation(text: str, word: str, source: Source) -> None:
    assert Read(text).speaker(word) == source


def test_the_label_of_a_question_is_nobody() -> None:
    assert Read("Q: When will it end?").speaker("Q") is None


# ---- pronouns keep to their clause and their entry


def test_who_does_it_is_not_whom_it_is_done_to() -> None:
    read = Read(
        "Polisario left the talks with Morocco. Morocco was silent. Its guns shelled Moroccan bases at dawn."
    )
    assert read.one("Its") == "Polisario"


def test_a_pronoun_does_not_look_into_the_entry_before() -> None:
    read = Read(
        "10:05 The ELN denied it.\n\n11:40 It rained on the camp and it was late.\n\n12:15 It had no part in that.\n\n"
        "13:00 Colombia spoke. It regretted the attack."
    )
    assert read.one("It", 1) is None
    assert read.one("It", 2) == "Colombia"


def test_forces_that_every_state_has_are_those_of_the_state_in_question() -> None:
    read = Read(
        "El Salvador counted its dead. Peru sent help to El Salvador. The Armed Forces withdrew from the hills."
    )
    found = read.one("Forces")
    assert found is not None and found.startswith("Salvador")


def test_mere_insurgents_are_none_of_several_named_groups() -> None:
    read = Read("Jaish al-Izza and Ahrar al-Sham denied it. Insurgents stormed towards Hama in Syria.")
    assert read.one("Insurgents") not in ("Jaish al-Izza", "Ahrar al-Sham")


def test_elements_of_a_state_are_its_forces_and_those_of_a_plan_nobody() -> None:
    read = Read("Three Chadian elements were wounded. The elements of the plan are known.")
    assert read.one("elements") == "Chadian forces"
    assert read.one("elements", 1) is None


def test_he_is_the_subject_and_not_whom_the_subject_advises():
    text = (
        "Redwan Hussein, national security adviser to Prime Minister Abiy Ahmed, said that trucks had arrived. "
        "“Aid is flowing,” he wrote."
    )
    document = analyse(text, published=None)
    he = next(t for t in document.doc if t.lower_ == "he")
    assert document.coreference.speaker(he).name == "Redwan Hussein"


@pytest.mark.parametrize(
    ("text", "head", "name", "role"),
    [
        ("A shopkeeper, Adam Salih, said that three had died.", "shopkeeper", "Adam Salih", "shopkeeper"),
        (
            "A local councillor, Alhassane Ag Mohamed, said that nobody was left.",
            "councillor",
            "Alhassane Ag Mohamed",
            "local councillor",
        ),
        ("A town elder, Mary Deng, said that nobody was left.", "elder", "Mary Deng", "town elder"),
    ],
)
def test_a_name_beside_a_description_names_the_speaker(text: str, head: str, name: str, role: str) -> None:
    assert Read(text).speaker(head) == Source(name=name, role=role)
