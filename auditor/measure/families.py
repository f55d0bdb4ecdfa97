"""What the families of measures are about. The family of a measure is the first part of its id."""

FAMILIES: dict[str, str] = {
    "people": "How many people?",
    "souls": "Who is really there?",
    "arrivals": "How did they get there?",
    "voices": "Who talks?",
    "reach": "Does anyone read?",
    "coordination": "Do they act as one?",
    "farms": "Are the same accounts elsewhere?",
    "watch": "What changed?",
}
"""The question that a family answers; the title of its section."""

SUBJECTS: dict[str, str] = {
    "arrivals": "Forced adding",
    "coordination": "Acting together",
    "farms": "The same accounts in several chats",
}
"""What the findings of a family are about, for a line that has no room for its question."""
