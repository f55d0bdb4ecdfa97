-- Arrivals as they happen: what our bot heard as an admin of a chat, and when it was listening.
-- They belong to the chat, not to one observation: each live observation holds what was heard by the time it began.

CREATE TABLE updates (
  chat     INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  person   INTEGER NOT NULL,            -- by id
  kind     TEXT NOT NULL,               -- added, by_link, by_request, by_self; left, removed
  adder    INTEGER,
  heard_at INTEGER NOT NULL,            -- an observation holds what was heard up to its collected_at, whatever comes later
  PRIMARY KEY (chat, at, person, kind)
) WITHOUT ROWID;

CREATE TABLE listening (
  chat  INTEGER NOT NULL REFERENCES chats(chat),
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,               -- the last moment known to have been listened to
  open  INTEGER NOT NULL,               -- 1: still listening, or so it was when the bot was last alive
  PRIMARY KEY (chat, since)
) WITHOUT ROWID;
