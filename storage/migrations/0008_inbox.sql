-- What the companion was asked and has not yet answered, so that a kill does not lose it: Telegram tells each once.

CREATE TABLE inbox (
  number INTEGER PRIMARY KEY,           -- Telegram's number of the update
  at     INTEGER NOT NULL,              -- when it was heard
  body   BLOB NOT NULL                  -- the request without names, as JSON; gone as soon as it is answered
);
