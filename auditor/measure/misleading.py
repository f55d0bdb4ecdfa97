"""Innocent explanations that several files share, of measures and of the answer; one that a single file needs stands in
that file."""

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

WAVES_CAN_BE_NEWS = "A post that goes round, an advert or a move from another chat brings a wave of real people."

COPIED_IN_GOOD_FAITH = "Identical complaints and appeals are no sign of bad faith: people copy what they agree with."

MANY_ANSWER_WITHOUT_A_PLAN = "A question, a quarrel or good news draws many replies at once without any plan."

FEW_READERS = "Few views mean few readers, not false subscribers: many people mute a channel or read it elsewhere."

FEW_WRITE_EVERYWHERE = "In nearly every large chat a few people write most of it; by itself this is normal."
