-- Chats, what was observed of them, and the audits made of it.
-- Rows of people, messages, arrivals and leaves are versions: a row holds for the observations from `since` up to,
-- not including, `until` (null: still). So an audit can be measured again as it was, after later imports.

CREATE TABLE chats (
  chat        INTEGER PRIMARY KEY,
  identity    TEXT NOT NULL UNIQUE,     -- peer space and bare id, or the title where the source gives no id
  telegram_id INTEGER,
  title       TEXT NOT NULL,
  username    TEXT,
  kind        TEXT NOT NULL
);

CREATE TABLE observations (
  observation  INTEGER PRIMARY KEY AUTOINCREMENT,
  chat         INTEGER NOT NULL REFERENCES chats(chat),
  source       TEXT NOT NULL,
  collected_at INTEGER NOT NULL,
  coverage     TEXT NOT NULL,           -- JSON of records.Coverage
  texts_rest   INTEGER NOT NULL,        -- whether retention has still to see to its texts, and to its rows
  rows_rest    INTEGER NOT NULL
);
CREATE INDEX observations_of_chat ON observations(chat, observation);

CREATE TABLE messages (
  chat        INTEGER NOT NULL,
  id          INTEGER NOT NULL,         -- 0 where the source gave none that is a number
  ordinal     INTEGER NOT NULL,         -- among equal ids of the file
  since       INTEGER NOT NULL,
  until       INTEGER,
  at          INTEGER,                  -- seconds since 1970, UTC; null where unknown
  person      INTEGER,                  -- pseudonym of who wrote; null where hidden
  kind        TEXT NOT NULL,
  reply_to    INTEGER,
  origin      INTEGER,                  -- keyed hash of where a forward came from
  length      INTEGER NOT NULL,         -- of the normalised text
  exact       INTEGER,                  -- keyed hash of the normalised text; null without words
  words_total INTEGER NOT NULL,
  words       BLOB NOT NULL,            -- keyed hashes of distinct words, uint32 little-endian, ascending
  traits      INTEGER NOT NULL,         -- version of the fingerprint
  text        TEXT,                     -- null after retention
  PRIMARY KEY (chat, id, ordinal, since)
) WITHOUT ROWID;

CREATE TABLE arrivals (
  chat     INTEGER NOT NULL,
  id       INTEGER NOT NULL,
  ordinal  INTEGER NOT NULL,
  position INTEGER NOT NULL,            -- within one service message
  since    INTEGER NOT NULL,
  until    INTEGER,
  at       INTEGER,
  kind     TEXT NOT NULL,               -- added, by_link, by_request, by_self, unclear (added or by_self)
  person   INTEGER,                     -- by id or by name alone; null where the source gave no name
  adder    INTEGER,
  PRIMARY KEY (chat, id, ordinal, position, since)
) WITHOUT ROWID;

CREATE TABLE leaves (
  chat     INTEGER NOT NULL,
  id       INTEGER NOT NULL,
  ordinal  INTEGER NOT NULL,
  position INTEGER NOT NULL,
  since    INTEGER NOT NULL,
  until    INTEGER,
  at       INTEGER,
  person   INTEGER,
  by_self  INTEGER NOT NULL,
  PRIMARY KEY (chat, id, ordinal, position, since)
) WITHOUT ROWID;

CREATE TABLE names (
  chat   INTEGER NOT NULL,
  person INTEGER NOT NULL,              -- by id
  name   INTEGER NOT NULL,              -- the name's pseudonym; 0 where shown without one
  since  INTEGER NOT NULL,              -- first and last observation that showed it
  seen   INTEGER NOT NULL,
  script TEXT NOT NULL,                 -- traits of the name
  digits INTEGER NOT NULL,
  traits INTEGER NOT NULL,
  PRIMARY KEY (chat, person, name)
) WITHOUT ROWID;
CREATE INDEX names_by_name ON names(chat, name);

CREATE TABLE audits (
  audit       INTEGER PRIMARY KEY AUTOINCREMENT,
  chat        INTEGER NOT NULL REFERENCES chats(chat),
  observation INTEGER NOT NULL REFERENCES observations(observation),
  identity    TEXT NOT NULL,            -- chat, source, as_of and arguments
  arguments   TEXT NOT NULL,            -- JSON, to measure again
  as_of       INTEGER,
  made_at     INTEGER NOT NULL,
  report      BLOB NOT NULL             -- the report as JSON
);
CREATE INDEX audits_of_chat ON audits(chat, audit);

CREATE TABLE erasures (
  person INTEGER PRIMARY KEY            -- pseudonyms that are skipped at the door
);
