"""The promises, by name: what is looked at all along, in words."""

PROMISES = {
    "answer kept": (
        "Every answer that was acknowledged is in the database, exactly once, for the right session"
        " and from the right person, and stays there."
    ),
    "nobody's answer": "No answer is kept that nobody gave.",
    "update kept": (
        "An update is confirmed to Telegram only when it is in the database, or its sender was told"
        " that it couldn't be saved."
    ),
    "shown is saved": "What a message shows was committed before.",
    "silence holds": (
        "Nothing is claimed after the rest, the pause, the absence or the stop was committed."
    ),
    "never too late": "Nothing is claimed past its window.",
    "quiet hours": "No nudge, no question and no Later comes in quiet hours.",
    "one resend": (
        "A prompt, a question or a reply comes at most twice, a digest or a proxy's card once."
    ),
    "one digest a day": "A caregiver gets at most one digest a local day.",
    "own circle": "Not a byte about one circle gets into another circle's chat.",
    "strangers leave no trace": "Of a stranger there is no row.",
    "stopped is stopped": (
        "After a stop or an erase nothing goes to anyone but replies to what they did later."
    ),
    "erased is erased": (
        "After an erase no row of the circle is left, and its names aren't in the file's bytes."
    ),
    "true silence": (
        "Each due occurrence of the plan ends as one session, and what it says of itself is true."
    ),
    "nothing lost": "No day of an active plan is without its session.",
    "only people change plans": (
        "No plan is made or put in force by the bot; each was confirmed by a member's own update."
    ),
    "nothing put aside": "No update is put aside.",
    "no errors": "Nothing is logged as an error but what the disk or the network did.",
    "still alive": "The bot never ends by itself, and no task dies unheard.",
    "nothing left undone": (
        "When all has been quiet, nothing due is undone, and phones show what the rows say."
    ),
    "no storm": (
        "Whatever the clock and the network did, nobody gets more than a day's messages a day, and"
        " the host one line for each absence."
    ),
}
