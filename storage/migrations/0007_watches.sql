-- Watched chats: who watches which, when each is due, what is to be told, and when a chat could be reached.

CREATE TABLE watches (
  watch      INTEGER PRIMARY KEY AUTOINCREMENT,
  target     TEXT NOT NULL,             -- as in jobs; follows the chat when it is renamed
  chat       INTEGER REFERENCES chats (chat),  -- once it was read
  asker      INTEGER NOT NULL,          -- by Telegram id, as in askings
  room       INTEGER NOT NULL,          -- where it is told
  language   TEXT NOT NULL,
  rule       TEXT NOT NULL,             -- five cron fields
  named      TEXT NOT NULL,             -- daily, weekly, monthly; '' for fields that were given
  zone       TEXT NOT NULL,             -- of the rule, of the quiet hours, of the digest
  may_join   INTEGER NOT NULL,
  effect     REAL,                      -- the least change of a share that is told; null for what is usual
  signs      TEXT NOT NULL,             -- which findings are told: usual, strong, all
  quiet      TEXT NOT NULL,             -- '' or from-to, in minutes of the day, when nothing is told
  digest     INTEGER,                   -- the minute of the day at which all is told at once; null for at once
  made_at    INTEGER NOT NULL,
  state      TEXT NOT NULL,             -- active, or why it is paused: private, restricted, gone
  tries      INTEGER NOT NULL,          -- how often in a row the chat could not be reached
  due_at     INTEGER NOT NULL,          -- when it is next to be read
  audit      INTEGER REFERENCES audits (audit),  -- the last that was told of, against which the next is laid
  marks      TEXT NOT NULL,             -- JSON: of each finding the strongest seen, which is not told again
  UNIQUE (room, target)
);
CREATE INDEX watches_due ON watches (due_at);
CREATE INDEX watches_of_chat ON watches (chat);

CREATE TABLE runs (
  run      INTEGER PRIMARY KEY AUTOINCREMENT,
  watch    INTEGER NOT NULL REFERENCES watches (watch) ON DELETE CASCADE,
  due_at   INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  state    TEXT NOT NULL,               -- due, queued, done, failed, refused
  slug     TEXT NOT NULL,
  audit    INTEGER REFERENCES audits (audit),
  UNIQUE (watch, due_at)                -- each due moment is one run, whatever happens to process and clock
);
CREATE INDEX runs_by_state ON runs (state);

CREATE TABLE alerts (
  alert      INTEGER PRIMARY KEY AUTOINCREMENT,
  room       INTEGER NOT NULL,
  asker      INTEGER NOT NULL,          -- by Telegram id, as in askings
  language   TEXT NOT NULL,
  chat       INTEGER REFERENCES chats (chat),
  "key"      TEXT NOT NULL,             -- the event: it is told once in a room, whoever saw it
  kind       TEXT NOT NULL,             -- changed, burst, or what a chat became
  made_at    INTEGER NOT NULL,
  until      INTEGER NOT NULL,          -- up to when the event was seen to go on
  not_before INTEGER NOT NULL,          -- quiet hours and digests hold it back until then
  state      TEXT NOT NULL,             -- waiting, told, dropped
  message    INTEGER,                   -- ours, that holds it
  audit      INTEGER REFERENCES audits (audit),
  adder      INTEGER,                   -- the pseudonym of who added most, of a burst
  facts      TEXT NOT NULL,             -- JSON: the figures of its sentences
  UNIQUE (room, "key")
);
CREATE INDEX alerts_by_state ON alerts (state, not_before);
CREATE INDEX alerts_of_chat ON alerts (chat, kind);

CREATE TABLE reachability (
  chat    INTEGER NOT NULL REFERENCES chats (chat),
  at      INTEGER NOT NULL,             -- when it was noticed
  state   TEXT NOT NULL,                -- reachable, private, renamed, migrated, restricted, gone
  last_at INTEGER,                      -- when it was last reachable before
  reason  TEXT NOT NULL,                -- as Telegram states it
  PRIMARY KEY (chat, at)
) WITHOUT ROWID;
