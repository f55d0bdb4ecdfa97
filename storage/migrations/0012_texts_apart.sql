-- Texts lie in a file of their own, texts.db, which is made anew whenever some of them go (storage/audited/kept_texts.py): what is
-- deleted out of a b-tree leaves copies in the gaps of other pages. Here they are moved there.

INSERT OR IGNORE INTO texts.texts SELECT since, id, ordinal, text FROM messages WHERE text != '';

CREATE TABLE messages_without_texts (
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
  PRIMARY KEY (chat, id, ordinal, since)
) WITHOUT ROWID;
INSERT INTO messages_without_texts
  SELECT chat, id, ordinal, since, until, at, person, kind, reply_to, origin, length, exact, words_total, words, traits
  FROM messages;
DROP TABLE messages;
ALTER TABLE messages_without_texts RENAME TO messages;

-- The files in whose gaps something deleted may still lie: main, texts. Empty once they were made anew.
CREATE TABLE traces (
  file TEXT PRIMARY KEY NOT NULL
) WITHOUT ROWID;
INSERT INTO traces VALUES ('main');
