"""Languages whose letters tell at a glance what was left in English."""

from string import ascii_lowercase

from auditor.languages.spoken import LANGUAGES, language

NOT_LATIN = tuple(code for code in LANGUAGES if not set(ascii_lowercase) & set(language(code).letters))
"""Those that are written without Latin letters. What other languages leave in English the catalogues and the invented
language of `tests/house` tell."""
