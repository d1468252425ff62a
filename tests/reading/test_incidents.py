"""Incidents, as specifications: one act however it is told, its harm, its doer, and what is none."""

from datetime import date

import pytest

from trucewatch.language import analyse
from trucewatch.reading import incidents

PUBLISHED = date(2020, 2, 9)


def read(text):
    return incidents.read(analyse(text, published=PUBLISHED))


def only(text):
    found = read(text)
    assert len(found) == 1, [(r.type, r.date) for r in found]
    return found[0]


def harm(record):
    return [(c.outcome, c.count.value or c.count.low) for c in record.casualties]


def names(actors):
    return [a.name for a in actors]


@pytest.mark.parametrize(
    "text",
    [
        "Turkish artillery shelled Aleppo on Friday, killing eight soldiers.",
        "Aleppo was shelled by Turkish artillery on Friday and eight soldiers were killed.",
        "Shelling of Aleppo by Turkish artillery killed eight soldiers on Friday.",
        "Eight soldiers were killed on Friday in Turkish shelling of Aleppo.",
        "A Turkish barrage on Friday left eight soldiers dead in Aleppo.",
        "Shelling by Turkish artillery killed eight soldiers in Aleppo on Friday.",
    ],
)
def test_a_shelling_is_the_same_whatever_the_grammar(text):
    record = only(text)
    assert (record.type, record.date, record.place.name) == ("shelling", "2020-02-07", "Aleppo")
    assert harm(record) == [("killed", 8)]
    assert names(record.actors) == ["Turkey"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The Syrian army fired rockets at Atareb on Friday.", "shelling"),
        ("A drone struck a convoy near Saraqeb on Friday.", "drone attack"),
        ("Russian jets hit a school in Atareb on Friday.", "air strike"),
        ("An Israeli missile struck an army post near Quneitra on Friday.", "missile attack"),
        ("Gunmen opened fire on a bus near Saraqeb on Friday.", "shooting"),
        ("Turkish batteries opened fire on Syrian army positions near Saraqeb on Friday.", "shelling"),
        ("Rebels ambushed a convoy near Saraqeb on Friday.", "attack"),
        ("Clashes between rebels and the Syrian army broke out near Saraqeb on Friday.", "armed clash"),
        ("There was fire between the rebels and the Syrian army near Saraqeb on Friday.", "armed clash"),
        ("Gunmen kidnapped two aid workers near Saraqeb on Friday.", "abduction"),
        ("A Syrian helicopter was shot down near Saraqeb on Friday.", "downing"),
        ("Soldiers turned back a convoy at Saraqeb on Friday.", "obstruction"),
        ("Rockets landed in a field outside Sderot.", "shelling"),
        ("Soldiers beat a journalist at a checkpoint in Hebron.", "attack"),
        ("Armed men set fire to 60 houses in Ngarbuh.", "raid"),
    ],
)
def test_the_means_decide_the_type(text, kind):
    assert only(text).type == kind


def test_who_owns_a_weapon_did_what_it_did():
    assert names(only("An Israeli missile struck an army post near Quneitra on Friday.").actors) == ["Israel"]


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Pro-government militia burned a mill in Bentiu on Friday.", "Pro-government militia"),
        ("Vigilantes attacked a convoy near Gusau on Friday.", "Vigilantes"),
        ("Armed men set fire to 60 houses in Ngarbuh on Friday.", "Armed men"),
        ("Looting by soldiers was reported in Goma on Friday.", "soldiers"),
    ],
)
def test_who_has_no_name_goes_by_the_words(text, doer):
    assert names(only(text).actors) == [doer]


def test_a_sentence_that_is_there_to_tell_of_an_act_needs_no_more_than_where():
    assert only("An explosion rocked the centre of Kabul.").place.name == "Kabul"
    assert read("Trade resumed after the blasts in Kabul.") == []


def test_what_is_claimed_or_blamed_is_done_by_whoever_is_named():
    blamed = only("Hamas blamed Israel for the explosion at a hospital in Rafah on Friday.")
    assert names(blamed.actors) == ["Israel"]
    assert blamed.attribution.organisation == "Hamas" or blamed.attribution.name == "Hamas"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The raid left 13 soldiers dead, 157 wounded, more than 90 in enemy hands and 82 unaccounted for.",
            [("killed", 13), ("wounded", 157), ("captured", 90), ("missing", 82)],
        ),
        ("159 civilians, 135 soldiers, 96 rebels killed since 19 June.", [("killed", 159), ("killed", 135), ("killed", 96)]),
        ("A drone wounded a woman and two children in Belgorod on Sunday.", [("wounded", 3)]),
        ("The war cost 232 lives in Gaza and 12 in Israel.", [("killed", 232), ("killed", 12)]),
        ("The dead numbered at least 29, more than 50 people were wounded.", [("killed", 29), ("wounded", 50)]),
        ("The death toll stands at 45.", [("killed", 45)]),
        ("Three killed in a blast near Saraqeb on Friday.", [("killed", 3)]),
        ("The bodies of 54 soldiers were found at the base near Saraqeb on Friday.", [("killed", 54)]),
        ("Ten villagers lost their lives in shelling near Saraqeb on Friday.", [("killed", 10)]),
    ],
)  # fmt: skip
def test_each_group_that_a_sentence_counts_is_there_with_its_own_outcome(text, expected):
    found = [h for record in read(text) for h in harm(record)]
    assert sorted(found) == sorted(expected)


def test_who_was_harmed_is_told_without_the_number():
    record = only("Shelling near Saraqeb on Friday killed eight soldiers and wounded 12.")
    assert [c.who for c in record.casualties] == ["soldiers", None]


def test_a_toll_in_the_next_sentence_belongs_to_the_act_before():
    record = only("Rebels ambushed a convoy near Saraqeb on Friday. Nine soldiers died.")
    assert record.type == "attack"
    assert harm(record) == [("killed", 9)]


def test_a_definite_noun_takes_up_the_act_told_of_before():
    record = only("The Syrian army shelled Atareb on Friday. Nine people died in the shelling.")
    assert (record.date, harm(record)) == ("2020-02-07", [("killed", 9)])


def test_an_attack_repelled_is_the_attack_told_of():
    record = only("Rebels attacked Saraqeb on Friday. They were repelled by the Syrian army.")
    assert names(record.actors) == ["Syrian rebels"]


def test_a_sum_over_an_open_period_is_a_toll():
    record = only("Some 1,630 people have died since the offensive began on 18 January.")
    assert (record.type, record.date) == ("toll", "2020-01-18/..")


def test_what_a_verb_run_tells_is_one_attack():
    record = only("Gunmen stormed a village near Saraqeb on Friday, burned houses and killed five people.")
    assert harm(record) == [("killed", 5)]


def test_a_weapon_that_is_aimed_has_been_aimed():
    record = only("Fourteen Iranian missiles had been aimed at a base near Erbil on Friday.")
    assert (record.type, record.assertion) == ("missile attack", "actual")


@pytest.mark.parametrize(
    "text",
    [
        "Russia denied that its jets had bombed a hospital in Idlib on Friday.",
        "Russia denied responsibility for the air strike on a hospital in Idlib on Friday.",
        "Russia dismissed reports of an air strike on a hospital in Idlib on Friday.",
    ],
)
def test_a_denied_act_is_denied_by_whoever_denies_it(text):
    record = only(text)
    assert (record.type, record.assertion) == ("air strike", "denied")
    assert record.attribution.organisation == "Russia"


def test_a_denial_of_what_was_told_before_is_a_record_of_its_own():
    accused, denied = read("Turkey said Syria shelled Atareb on Friday. Syria denies this.")
    assert (accused.assertion, denied.assertion) == ("actual", "denied")
    assert (denied.type, denied.place, denied.date) == (accused.type, accused.place, accused.date)
    assert names(denied.actors) == ["Syria"]
    assert denied.attribution.organisation == "Syria"


@pytest.mark.parametrize(
    "text",
    [
        "The two sides struck a deal on Friday.",
        "The fighters were told to lay down their arms in Saraqeb on Friday.",
        "Two hundred captives were released in Saraqeb on Friday.",
        "No casualties were reported in Saraqeb on Friday.",
        "Air operations over Saraqeb were suspended on Friday.",
        "The minister condemned those killings.",
        "The army still holds the town and its guns.",
        "The guns fell silent in Saraqeb on Friday.",
        "Aleppo's footballers beat Homs in Saraqeb on Friday.",
    ],
)
def test_what_only_sounds_like_an_act_is_none(text):
    assert read(text) == []


def test_every_record_is_proved_by_the_text():
    text = "Rebels ambushed a convoy near Saraqeb on Friday. Nine soldiers died, and 12 were hurt."
    for record in read(text):
        assert all(text[s.start : s.end].strip() for s in record.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "The UN mission could not confirm reports of two soldiers killed in shelling near Kidal on Friday.",
        "The UN mission said it could not confirm reports of two soldiers killed in shelling near Kidal on Friday.",
        "The UN mission was unable to verify reports that shelling killed two soldiers near Kidal on Friday.",
        "Reports of two soldiers killed in shelling near Kidal on Friday could not be independently verified.",
    ],
)
def test_what_nobody_could_confirm_is_possible_and_said_by_nobody(text):
    record = only(text)
    assert (record.assertion, record.attribution) == ("possible", None)
    assert harm(record) == [("killed", 2)]


def test_what_was_confirmed_took_place_by_the_word_of_who_confirms():
    record = only("The UN mission confirmed that shelling killed two soldiers near Kidal on Friday.")
    assert record.assertion == "actual"
    assert record.attribution.organisation == "United Nations"


def test_a_claim_that_others_could_not_verify_is_still_its_makers():
    text = "Monitors could not verify the Malian army's claim that rebels shelled Kidal on Friday."
    record = only(text)
    assert (record.assertion, record.attribution.name) == ("actual", "Malian army")


def test_who_gives_the_number_of_the_dead_does_nothing():
    record = only("A coalition source put the number of dead at five after the shelling of Aden on Friday.")
    assert (names(record.actors), harm(record)) == ([], [("killed", 5)])
    assert record.attribution.role == "coalition source"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Shelling near Aleppo on Friday killed four of its soldiers, the army said.", "soldiers"),
        ("Shelling killed a 62-year-old woman in Aleppo on Friday.", "62-year-old woman"),
        ("Shelling killed the mayor's two guards in Aleppo on Friday.", "guards"),
    ],
)
def test_who_was_harmed_is_told_without_owners_and_whole(text, who):
    assert [c.who for c in only(text).casualties] == [who]


def test_whom_is_hit_keeps_the_numbers_of_its_own_words():
    assert names(only("Shelling killed a 62-year-old woman in Aleppo on Friday.").targets) == [
        "62-year-old woman"
    ]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("The mission registered four ceasefire violations on 18 March; the army registered two.", [4, 2]),
        ("The mission recorded 40 ceasefire violations on Monday. The Northern Army counted 12.", [40, 12]),
        ("The mission recorded 40 ceasefire violations and received two letters.", [40]),
    ],
)
def test_a_count_set_against_a_count_is_of_the_same_violations(text, counts):
    counted = [record for record in read(text) if record.violations is not None]
    assert [record.violations.value for record in counted if record.violations is not None] == counts
    assert len({record.date for record in counted}) == 1
    assert len({record.attribution for record in counted}) == len(counts)


def test_a_noun_with_what_it_is_of_is_another_thing() -> None:
    assert only("The mission registered an exchange of fire near Sirte on Monday.").type == "armed clash"
    counted = only("The mission registered four cases of firing near Sirte on Monday.")
    assert (counted.type, counted.violations.value) == ("ceasefire violation", 4)


def test_what_is_hit_from_the_air_is_struck_and_what_follows_is_of_that_day() -> None:
    first, second = read(
        "Tempers have been rising since Monday, when a convoy was hit from the air near Sirte. "
        "The ministry put the toll at three drivers dead. The mission spoke of one death."
    )
    assert first.type == second.type == "air strike"
    assert first.date == second.date == "2020-02-03"
    assert (harm(first), harm(second)) == ([("killed", 3)], [("killed", 1)])


def test_all_that_somebody_is_accused_of_is_the_accusers_claim():
    text = "Residents of Aleppo accused Turkish troops of looting shops and abducting 30 young men on Friday."
    told = [r for r in read(text) if harm(r) == [("captured", 30)]]
    assert [(r.attribution.role, names(r.actors)) for r in told] == [("Residents", ["Turkish forces"])]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Unidentified gunmen opened fire on a minibus in Parachinar.", "Unidentified gunmen"),
        ("Gunmen on motorbikes killed 11 herders in Tillabery.", "Gunmen"),
        ("A policeman was shot dead by masked gunmen in Srinagar.", "masked gunmen"),
    ],
)
def test_gunmen_act_though_their_name_is_a_word_of_the_act(text, who):
    found = only(text)
    assert names(found.actors) == [who]
    assert "motorbikes" not in names(found.targets)


def test_what_the_dead_rode_on_is_no_target():
    found = only("An Israeli drone killed a man on a motorcycle in Aitaroun.")
    assert names(found.targets) == ["man"]


@pytest.mark.parametrize("verb", ["hacked", "beat", "stabbed", "stoned"])
def test_whatever_is_done_to_death_kills(verb):
    found = only(f"ADF rebels {verb} 14 civilians to death in Beni.")
    assert harm(found) == [("killed", 14)]


def test_who_is_bored_to_death_is_not_killed():
    assert read("The deputies were bored to death in Beni.") == []


def test_shot_dead_kills_also_where_it_reads_as_a_noun():
    assert harm(only("A sniper shot dead a soldier near Avdiivka.")) == [("killed", 1)]


@pytest.mark.parametrize("bomb", ["roadside bomb", "car bomb", "magnetic bomb"])
def test_a_bomb_on_the_ground_is_no_air_strike(bomb):
    found = only(f"A {bomb} hit an army truck in Helmand on Tuesday.")
    assert found.type == "explosion" and found.place.name == "Helmand"


def test_a_jet_that_was_shot_down_attacked_nobody():
    assert only("A Sukhoi jet was shot down near Shire on Tuesday.").type == "downing"


def test_small_arms_shoot():
    found = only("Azerbaijani units fired with small arms at Yeraskh.")
    assert found.type == "shooting" and names(found.actors) == ["Azerbaijani forces"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The patrol came under small-arms fire at Kaldot.", "Kaldot"),
        ("Government forces repulsed an attack on Mweso.", "Mweso"),
    ],
)
def test_where_it_happened_may_be_known_to_the_report_alone(text, place):
    assert only(text).place.name == place


def test_a_capture_dated_by_an_explosion_is_an_act_of_its_own():
    found = only("Rebels captured 14 soldiers in Kitchanga a day after a landmine tore off a man's foot.")
    assert found.type == "detention" and harm(found) == [("captured", 14)]


def test_what_observers_heard_so_far_off_is_told_where_and_when():
    found = only("At 10:25 the SMM heard two explosions 5 km west of Donetsk.")
    assert found.type == "explosion" and found.date.endswith("10:25")


def test_a_building_attacked_by_nobody_named_was_attacked():
    found = only("A prison in Bukavu was attacked on Monday.")
    assert found.type == "attack" and names(found.targets) == ["prison"]


def test_what_is_hit_is_the_target_though_it_is_itself_a_weapon():
    found = only("A military helicopter crashed after being hit by rebel fire near Rutshuru.")
    assert names(found.targets) == ["military helicopter"] and found.place.name == "Rutshuru"


def test_a_town_captured_is_nobody_detained():
    assert read("The Wagner group claimed to have captured Soledar.") == []


def test_a_person_captured_is_detained():
    found = only("Rebels captured Colonel Mutebutsi in Bukavu.")
    assert found.type == "detention" and harm(found) == [("captured", 1)]


def test_whoever_is_shot_is_shot_though_nobody_says_how_it_ended():
    found = only("A teenager was shot by Israeli soldiers in Jenin.")
    assert found.type == "shooting" and names(found.targets) == ["teenager"]
    assert names(found.actors) == ["Israeli forces"]


@pytest.mark.parametrize(
    "text",
    [
        "The striker shot the ball over the bar in Madrid.",
        "A photographer shot a film in Sarajevo.",
        "Shares in the firm shot up in London.",
        "The minister led the delegation away from the issue.",
        "Fans were led away by stewards.",
    ],
)
def test_what_else_is_shot_or_led_away_is_no_incident(text):
    assert read(text) == []


def test_a_hill_that_is_captured_is_nobody():
    text = "A team of six monitors was stopped near Lajayang on Friday. Posts stand on Saur hill, which soldiers captured."
    assert all(harm(record) == [] for record in read(text))


def test_fire_of_a_sort_that_two_exchange_is_one_act():
    record = only("Rebels and the Syrian army exchanged artillery fire near Saraqeb on Friday.")
    assert record.type == "shelling"
    assert names(record.actors) == ["Syrian rebels", "Syrian government forces"]


def test_nobody_hurt_is_no_target_and_a_force_that_burns_its_shells_attacks_nobody():
    record = only("A convoy was hit by a bomb near Saraqeb on Friday; no one was hurt.")
    assert names(record.targets) == ["convoy"]
    assert (
        read("The mission left Saraqeb on Friday, destroying ammunition that it could not take along.") == []
    )
