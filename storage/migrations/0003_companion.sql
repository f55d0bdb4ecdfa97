-- The companion: who talks to it, what they asked for, and what was decided about it.

CREATE TABLE jobs (
  job        INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,             -- live, export
  target     TEXT NOT NULL,             -- what is to be audited: name:…, invite:…, id:…, or an uploaded file
  chat       INTEGER REFERENCES chats (chat),  -- once it is known
  account    INTEGER NOT NULL,          -- the lock key: which of the reading accounts; 0 while any will do
  may_join   INTEGER NOT NULL,
  state      TEXT NOT NULL,             -- waiting, running, parked, done, failed, cancelled
  attempts   INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  heartbeat  INTEGER,
  stage      TEXT NOT NULL,             -- how far it has come
  done       INTEGER NOT NULL,
  total      INTEGER,
  asked_at   INTEGER NOT NULL,
  ended_at   INTEGER,
  audit      INTEGER REFERENCES audits (audit),
  slug       TEXT NOT NULL,             -- why it failed or waits: the error's kind, and its sentence
  sentence   TEXT NOT NULL
);
CREATE INDEX jobs_by_state ON jobs (state, not_before);

CREATE TABLE askings (
  asking     INTEGER PRIMARY KEY AUTOINCREMENT,
  job        INTEGER NOT NULL REFERENCES jobs (job),
  asker      INTEGER NOT NULL,          -- by Telegram id: those who talk to the bot are not of an audited chat
  room       INTEGER NOT NULL,          -- where it was asked
  request    INTEGER NOT NULL,          -- the message that asked: an update that comes twice is one asking
  message    INTEGER,                   -- the one message of ours that is edited as the audit goes
  language   TEXT NOT NULL,
  asked_at   INTEGER NOT NULL,
  state      TEXT NOT NULL,             -- open, answered, withdrawn
  UNIQUE (room, request)
);
CREATE INDEX askings_of_job ON askings (job);
CREATE INDEX askings_of_asker ON askings (asker, asked_at);

CREATE TABLE talkers (
  person     INTEGER PRIMARY KEY,       -- by Telegram id
  language   TEXT,                      -- as chosen with /language; null for that of their Telegram
  role       TEXT NOT NULL,             -- '' for nothing granted; allowed, trusted (private chats, too), denied
  granted_at INTEGER,
  last_at    INTEGER NOT NULL
);

CREATE TABLE denied_chats (
  identity   TEXT PRIMARY KEY NOT NULL, -- as in chats, or name:… of a chat never seen
  denied_at  INTEGER NOT NULL
);

CREATE TABLE decisions (
  decision   INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  person     INTEGER NOT NULL,          -- the pseudonym of who asked
  command    TEXT NOT NULL,
  verdict    TEXT NOT NULL              -- allowed, or the reason why not
);
