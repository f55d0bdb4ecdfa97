"""Innocent explanations that measures of several files share; one that a single file needs stands in that file."""

MOST_PEOPLE_READ = (
    "In any large chat most people only read. Whoever never wrote may read every day, and deleted messages are not "
    "seen."
)
ADDED_IS_NOT_FORCED = (
    "An addition does not say whether the person agreed: friends and colleagues add each other, often when asked to."
)

LEAVING_IS_RARELY_LOGGED = (
    "In large groups Telegram rarely writes down that somebody left, so the true number may be higher."
)

AGE_IS_AN_INTERVAL = "An account's age can only be estimated, and new people come to Telegram every day."

SAME_SOURCE = (
    "Subscribers of one channel pass on the same news; greetings, thanks and appeals are copied in good faith. One "
    "text from many is not yet a plan."
)

NO_AGREEMENT = (
    "This does not show an agreement: people who follow one source or keep the same hours can produce it. "
    "These data cannot tell which."
)
"""What a group does not show; it stands beside each."""
