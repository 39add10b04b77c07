"""Alex has no phone: Sam states Alex's yes, answers for the day, and stands in for Alex."""

from care import kinds, models
from tests.family import Family, Person
from tests.stories import files, proxies, steps
from tests.stories.steps import GENTLE
from tests.stories.test_helping_someone import sam_sets_it_up

CARD = "What was done, for Alex?"


async def link_of(who: Person) -> str:
    return next(w for w in (await who.last()).split() if w.startswith("https://t.me/"))


async def test_a_circle_of_somebody_without_a_phone(family: Family) -> None:
    await sam_sets_it_up(family)
    await steps.double_tap(family.sam, "They have no phone")
    assert await family.sam.last() == "What is their first name? Type it, or leave it out."
    await family.sam.says("Alex")
    assert (await family.sam.last()).startswith("Has Alex said yes to this?")
    assert await family.rows(models.Member, models.Member.role == "patient") == []
    await steps.double_tap(family.sam, "Yes, Alex agrees")
    assert "That Alex agrees is kept as you said it." in await family.sam.last()
    circle = (await family.rows(models.Circle))[0]
    sam, alex = await proxies.member(family, "Sam"), await proxies.member(family, "Alex")
    assert (circle.agreed_by, circle.agreed_at) == (sam.id, family.clock.now())
    assert (alex.human_id, alex.chat_id, alex.role) == (None, None, kinds.Role.PATIENT)

    await family.at(19, 30)
    one = await steps.session(family, 0)
    assert (one.state, one.reason) == (kinds.State.NOT_ASKED, kinds.Reason.NO_PHONE)
    assert f"{CARD}\n• 9:00 {GENTLE}" in await family.sam.last()
    await family.sam.taps("All done")
    assert await family.sam.last() == "Monday 23 Nov, for Alex: done."
    said = (await family.rows(models.Answer))[0]
    assert (said.member_id, said.for_member_id, said.value) == (sam.id, alex.id, "done")
    assert await steps.sent(family, kinds.Kind.PROMPT) == []
    heard = len(await family.sam.heard())
    await family.at(19, 30)
    assert len(await family.sam.heard()) == heard + 1
    await family.at(12)
    await family.sam.says("/journal")
    journal = await family.sam.last()
    assert f"Monday 23 Nov\n{GENTLE}: done, Sam said." in journal
    assert f"Tuesday 24 Nov\n{GENTLE}: not asked, no phone." in journal
    assert await family.rows(models.Aside) == []


@steps.SQLITE_ALONE
async def test_not_yet_starts_nothing(family: Family) -> None:
    await sam_sets_it_up(family)
    await family.sam.taps("They have no phone", "Without a name")
    assert (await family.sam.last()).startswith("Has the person said yes to this?")
    await steps.double_tap(family.sam, "Not yet")
    assert (await family.sam.last()).startswith("Fine. Nothing starts")
    await family.later(days=2)
    assert await family.rows(models.Session) == []
    assert len(await family.rows(models.Member)) == 1
    await family.sam.says("/invite")
    await family.sam.taps("They have no phone", "Without a name", "Yes, the person agrees")
    await family.at(19, 30)
    await family.at(19, 30)
    assert "What was done, for the person?" in await family.sam.last()


@steps.SQLITE_ALONE
async def test_what_is_alexs_is_sams_to_do(family: Family) -> None:
    await proxies.without_a_phone(family)
    await family.at(10)
    await family.sam.says("/today")
    assert f"9:00 {GENTLE}: not asked, no phone." in await family.sam.last()
    await family.sam.taps("Done")
    # Nobody but Alex is asked how it was for Alex; what Alex told can be added.
    assert await family.sam.last() == f"{GENTLE}: done, Sam said."
    assert await family.sam.buttons() == ["Change"]
    await family.sam.taps("Change", "The pain", "4")
    assert f"{GENTLE}: done, Sam said. Pain 4." in await family.sam.last()
    assert {row.for_member_id is None for row in await family.rows(models.Answer)} == {False}
    assert (await steps.session(family, 0)).clock_from is None
    heard = len(await family.sam.heard())
    await family.at(19, 30)
    assert len(await family.sam.heard()) == heard  # all was said already

    await family.sam.says("/limits")
    await family.sam.taps("45 min")
    assert "45 min (as Sam wrote it" in await family.sam.last()
    await family.sam.says("/shared")
    assert "Nothing has been sent to anyone." in await family.sam.last()
    await family.sam.says("I fell")
    await family.sam.says("question for the visit: is swimming fine?")
    notes = [row for row in await family.rows(models.Answer) if row.kind in ("fall", "question")]
    assert [bool(row.for_member_id) for row in notes] == [True, True]
    await family.sam.says("/journal")
    assert "swimming" in await family.sam.last()
    await family.sam.says("/rest")
    await family.sam.taps("Three days, with today")
    await family.later(days=2)
    sent = await steps.sent(family, kinds.Kind.PROXY)
    assert sent == []
    assert await family.rows(models.Aside) == []


@steps.SQLITE_ALONE
async def test_the_plan_is_confirmed_by_who_stands_in(family: Family) -> None:
    await proxies.without_a_phone(family)
    await family.sam.says("/invite")
    assert await family.sam.buttons() == ["A link for my therapist", "A link for Alex"]
    await family.kim.opens(await link_of(family.sam))
    await family.kim.taps("Yes, I agree")
    assert "Kim joined." in await family.sam.last()
    for one in ("/today", "/rest", "/limits", "/invite"):
        await family.kim.says(one)
        assert "the person whose exercises they are" in (await family.kim.last()).lower()
    await family.sam.says("/plan")
    assert "Who may propose changes" in await family.sam.buttons()
    assert "Alex" in await family.sam.last()
    await family.sam.taps("Who may propose changes", "Kim", "Sees the plan, may propose changes")
    assert (await proxies.member(family, "Kim")).may_propose


@steps.SQLITE_ALONE
async def test_alex_gets_a_phone(family: Family) -> None:
    await proxies.without_a_phone(family)
    await family.at(19, 30)
    await family.sam.taps("All done")
    await family.sam.says("/invite")
    await family.sam.taps("A link for Alex")
    link = await link_of(family.sam)
    await family.alex.opens(link)
    await steps.double_tap(family.alex, "Yes, I agree")
    assert "comes on Tuesday 24 Nov at 9:00" in await family.alex.last()
    people = await family.rows(models.Member, models.Member.role == "patient")
    assert [(one.name, one.human_id is None) for one in people] == [("Alex", False)]
    sam = await proxies.member(family, "Sam")
    assert (sam.proxy, sam.acts_since) == (True, None)
    assert "Alex said yes. The prompts go to Alex from now on." in await family.sam.texts()
    await family.sam.says("/today")
    assert "the person whose exercises they are" in await family.sam.last()
    await family.at(9)
    assert await family.alex.buttons() == steps.ON_A_PROMPT
    await family.alex.taps("Done", "3")
    await family.at(19, 30)
    assert "Pain 3." in await family.sam.last()
    await family.alex.says("/journal")
    assert f"{GENTLE}: done, Sam said." in await family.alex.last()
    # It was Alex's yes that Sam stated first; a second link for Alex is no use to anybody.
    circle = (await family.rows(models.Circle))[0]
    assert circle.agreed_by == sam.id
    await family.mallory.opens(link)
    assert "used already" in await family.mallory.last()


@steps.SQLITE_ALONE
async def test_two_links_make_one_person(family: Family) -> None:
    link = await sam_sets_it_up(family)
    await family.sam.taps("They have no phone", "Without a name", "Yes, the person agrees")
    await family.sam.says("/invite")
    await family.sam.taps("A link for the person")
    other = await link_of(family.sam)
    await family.alex.opens(link)
    await family.alex.taps("Yes, I agree")
    await family.mallory.opens(other)
    await family.mallory.taps("Yes, I agree")
    assert "used already" in await family.mallory.last()
    assert len(await family.rows(models.Member, models.Member.role == "patient")) == 1


@steps.SQLITE_ALONE
async def test_another_helper_takes_over(family: Family) -> None:
    await proxies.without_a_phone(family)
    await family.sam.says("/invite")
    await family.kim.opens(await link_of(family.sam))
    await family.kim.taps("Yes, I agree")
    await proxies.card_about(family, family.kim)
    await family.sam.taps("Kim answers from today")
    assert (await family.kim.last()).startswith("You answer for Alex")
    await family.kim.says("/today")
    assert GENTLE in await family.kim.last()
    await family.sam.says("/today")
    assert "the person whose exercises they are" in await family.sam.last()
    # Kim would rather not: nobody stands in, nothing is asked, and either may offer it again.
    await family.kim.taps("I would rather not")
    await family.later(days=1)
    assert await steps.sent(family, kinds.Kind.PROXY) == []
    await family.sam.says("/start")
    assert (await family.sam.last()).startswith("Nobody answers for Alex now")
    await family.sam.taps("I answer for Alex", "Yes, Alex agrees")
    assert (await proxies.member(family, "Sam")).acts_since == family.clock.now()
    await family.at(19, 30)
    assert CARD in await family.sam.last()
    assert len(await family.rows(models.Member, models.Member.role == "patient")) == 1


@steps.SQLITE_ALONE
async def test_a_month_without_a_phone(family: Family) -> None:
    """No prompt, no blocked chat, no quiet by itself: a card a day, and each day kept."""
    await proxies.without_a_phone(family)
    for number in range(30):
        await family.at(19, 30)
        if number % 3 == 0:
            await family.sam.taps("All done")
        if number % 10 == 5:
            await family.restarts()
    kept = await family.rows(models.Session)
    assert len(kept) == 30
    assert {one.reason for one in kept} == {kinds.Reason.NO_PHONE}
    assert (await family.rows(models.Circle))[0].hushed_at is None
    kinds_sent = {row.kind for row in await family.rows(models.Message) if row.sent_at}
    assert kinds_sent <= {kinds.Kind.PROXY, kinds.Kind.REPLY}
    assert await family.rows(models.Chat, models.Chat.gone.is_not(None)) == []  # type: ignore[union-attr]


@steps.SQLITE_ALONE
async def test_nobody_else_can_state_it(family: Family) -> None:
    await sam_sets_it_up(family)
    message_id, data = await steps.data_of(family.sam, "They have no phone")
    for stranger in (family.mallory, family.alex):
        await stranger.forges(message_id, data)
    await family.sam.forges(message_id, "no_phone_yes:" + data.partition(":")[2])
    assert len(await family.rows(models.Member)) == 1
    await family.sam.forges(message_id, data[:-1] + "7")
    assert await family.sam.toast() == steps.OLD_BUTTON


@steps.SQLITE_ALONE
async def test_a_proposal_waits_for_who_stands_in(family: Family) -> None:
    await proxies.without_a_phone(family)
    await family.sam.says("/invite")
    await family.kim.opens(await link_of(family.sam))
    await family.kim.taps("Yes, I agree")
    await family.sam.says("/plan")
    await family.sam.taps("Who may propose changes", "Kim", "Sees the plan, may propose changes")
    given = await files.given(family, family.sam)
    await files.sends(family.kim, given.replace("minutes: 10", "minutes: 6"))
    await family.kim.taps("Send it to Alex")
    await family.at(8)
    assert "about 6 min, was 10" in await family.sam.last()
    await family.sam.taps("Use this plan")
    in_force = await files.in_force(family)
    assert in_force.routines[0].minutes == 6
    # What Sam changes is in force by Sam's own yes.
    await files.sends(family.sam, given.replace("minutes: 10", "minutes: 8"))
    await family.sam.taps("Use this plan")
    assert (await files.in_force(family)).routines[0].minutes == 8
    version = (await family.rows(models.PlanVersion))[-1]
    assert version.confirmed_by == (await proxies.member(family, "Sam")).id


@steps.SQLITE_ALONE
async def test_who_stands_in_can_stop_and_erase_it(family: Family) -> None:
    await proxies.without_a_phone(family)
    await family.at(19, 30)
    await family.sam.taps("All done")
    await family.sam.says("/stop")
    await family.sam.taps("Stop everything, for everyone")
    heard = len(await family.sam.heard())
    await family.later(days=3)
    assert len(await family.sam.heard()) == heard
    await family.sam.says("/start")
    await family.sam.taps("Start again", "Yes, start again")
    await family.at(19, 30)
    assert CARD in await family.sam.last()
    await family.sam.says("/erase")
    await family.sam.taps("Erase everything", "Yes, erase it for good")
    assert await family.rows(models.Member) == []
    assert await family.rows(models.Answer) == []


@steps.SQLITE_ALONE
async def test_who_stands_in_elsewhere_says_todays_words_for_there(family: Family) -> None:
    """Sam helps Kim since before, and stands in for Alex: the keyboard means Alex's day."""
    await family.kim.opens(family.setup_link or "")
    await family.kim.taps("Yes, I agree", "The exercises are mine")
    await family.kim.says("Berlin")
    await family.kim.taps("Hand and finger, daily")
    await family.kim.says("10:00")
    await family.kim.says("/invite")
    await family.sam.opens(await link_of(family.kim))
    await family.sam.taps("Yes, I agree")
    family.setup_link = await steps.link_for(family, kinds.Role.SETUP)
    await family.sam.opens(family.setup_link)
    await family.sam.taps("Yes, I agree", "I help someone")
    await family.sam.says("Berlin")
    await family.sam.taps("Gentle range of motion, daily")
    await family.sam.says("9:00")
    await family.sam.taps("They have no phone")
    await family.sam.says("Alex")
    await family.sam.taps("Yes, Alex agrees")
    await family.at(11)
    await family.sam.says("Today")
    assert GENTLE in await family.sam.last()
    await family.sam.taps("Done")
    await family.sam.says("pain 4")
    said = [row for row in await family.rows(models.Answer) if row.kind in ("outcome", "pain")]
    assert [(row.circle_id, row.value) for row in said] == [(2, "done"), (2, "4")]
    await family.sam.says("Bad day: rest")
    resting = [one.resting_through is not None for one in await family.rows(models.Circle)]
    assert resting == [False, True]
