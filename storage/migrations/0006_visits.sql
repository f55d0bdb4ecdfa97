-- The companion again: chats that were joined for an audit, cards that are still to be sent, quotas of the forgotten.

CREATE TABLE visits (
  account INTEGER NOT NULL,             -- the pseudonym of the reading account
  target  TEXT NOT NULL,                -- the chat as it was asked for: name:…, invite:…, id:…
  chat    INTEGER REFERENCES chats (chat),  -- once it is known
  since   INTEGER NOT NULL,             -- noted before the account asks to be let in, gone when it is out again
  PRIMARY KEY (account, target)
) WITHOUT ROWID;

CREATE TABLE spent (
  person INTEGER NOT NULL,              -- the pseudonym of somebody who was forgotten
  at     INTEGER NOT NULL,              -- when they had asked for audits; gone after a day
  audits INTEGER NOT NULL,              -- how many
  PRIMARY KEY (person, at)
) WITHOUT ROWID;

-- '' for none, due, sent
ALTER TABLE askings ADD COLUMN card TEXT NOT NULL DEFAULT '';
CREATE INDEX askings_of_card ON askings (card);
