-- Live audits: arrivals from several sources, what Telegram shows of accounts and posts, readings that go on later.

ALTER TABLE observations ADD COLUMN marks TEXT;  -- JSON: where an unfinished reading goes on; null once it is whole

CREATE TABLE arrivals_of_any_source (
  chat     INTEGER NOT NULL,
  source   TEXT NOT NULL,               -- service-messages, admin-log, invite-links, bot-updates
  id       INTEGER NOT NULL,            -- of the service message, or of the source's own event
  ordinal  INTEGER NOT NULL,
  position INTEGER NOT NULL,            -- within one service message; the person, where a source has no ids of events
  since    INTEGER NOT NULL,
  until    INTEGER,
  at       INTEGER,
  kind     TEXT NOT NULL,               -- added, by_link, by_request, by_self, unclear (added or by_self)
  person   INTEGER,                     -- by id or by name alone; null where the source gave no name
  adder    INTEGER,
  PRIMARY KEY (chat, source, id, ordinal, position, since)
) WITHOUT ROWID;
INSERT INTO arrivals_of_any_source
  SELECT chat, 'service-messages', id, ordinal, position, since, until, at, kind, person, adder FROM arrivals;
DROP TABLE arrivals;
ALTER TABLE arrivals_of_any_source RENAME TO arrivals;

CREATE TABLE leaves_of_any_source (
  chat     INTEGER NOT NULL,
  source   TEXT NOT NULL,
  id       INTEGER NOT NULL,
  ordinal  INTEGER NOT NULL,
  position INTEGER NOT NULL,
  since    INTEGER NOT NULL,
  until    INTEGER,
  at       INTEGER,
  person   INTEGER,
  by_self  INTEGER NOT NULL,
  PRIMARY KEY (chat, source, id, ordinal, position, since)
) WITHOUT ROWID;
INSERT INTO leaves_of_any_source
  SELECT chat, 'service-messages', id, ordinal, position, since, until, at, person, by_self FROM leaves;
DROP TABLE leaves;
ALTER TABLE leaves_of_any_source RENAME TO leaves;

-- What one observation saw of accounts: those in the member list, and others who wrote or came.
CREATE TABLE members (
  chat        INTEGER NOT NULL,
  observation INTEGER NOT NULL,
  person      INTEGER NOT NULL,
  listed      INTEGER NOT NULL,         -- 1: in the member list
  role        TEXT NOT NULL,            -- creator, admin, member; '' where not listed
  joined_at   INTEGER,                  -- as the list says; null of admins, whose date is that of their office
  adder       INTEGER,                  -- as the list of a basic group says
  bot         INTEGER NOT NULL,
  deleted     INTEGER NOT NULL,
  blank       INTEGER NOT NULL,         -- no photo and no username: 1, 0, -1 not shown
  flagged     INTEGER NOT NULL,         -- scam, fake or restricted: 1, 0, -1 not shown
  seen        TEXT NOT NULL,            -- online, recently, last-week, last-month, exact, empty; '' not shown
  seen_at     INTEGER,                  -- of exact
  by_me       INTEGER NOT NULL,         -- coarse because the reading account hides its own
  age_from    INTEGER,                  -- the account was created between these, in seconds since 1970
  age_to      INTEGER,
  age_table   INTEGER NOT NULL,         -- version of the table of ages
  PRIMARY KEY (chat, observation, person)
) WITHOUT ROWID;

-- What one observation saw of a channel's posts; -1: not shown.
CREATE TABLE posts (
  chat        INTEGER NOT NULL,
  observation INTEGER NOT NULL,
  id          INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  views       INTEGER NOT NULL,
  forwards    INTEGER NOT NULL,
  reactions   INTEGER NOT NULL,
  comments    INTEGER NOT NULL,
  PRIMARY KEY (chat, observation, id)
) WITHOUT ROWID;

-- By what hash a reading account may speak of a chat; good for that account alone.
CREATE TABLE accesses (
  chat    INTEGER NOT NULL REFERENCES chats(chat),
  account INTEGER NOT NULL,             -- pseudonym of the reading account
  hash    INTEGER NOT NULL,
  PRIMARY KEY (chat, account)
) WITHOUT ROWID;
