-- Accounts and posts as runs: a row stands for the live observations in a row, from `since` to `last`, both included,
-- that showed just this. Whoever is shown as before costs no new row; whoever is not shown any more, be it that they
-- left or that the list was cut off, has no row for that observation, and nothing is written of them. When an account
-- was last seen rests as bucket and month (traits/last_seen.py).

CREATE TABLE members_in_runs (
  chat       INTEGER NOT NULL,
  person     INTEGER NOT NULL,
  since      INTEGER NOT NULL,          -- the first of those live observations, and the last
  last       INTEGER NOT NULL,
  listed     INTEGER NOT NULL,          -- 1: in the member list
  role       TEXT NOT NULL,             -- creator, admin, member; '' where not listed
  joined_at  INTEGER,                   -- as the list says; null of admins, whose date is that of their office
  adder      INTEGER,                   -- as the list of a basic group says
  bot        INTEGER NOT NULL,
  deleted    INTEGER NOT NULL,
  blank      INTEGER NOT NULL,          -- no photo and no username: 1, 0, -1 not shown
  flagged    INTEGER NOT NULL,          -- scam, fake or restricted: 1, 0, -1 not shown
  seen       TEXT NOT NULL,             -- recently, last-week, last-month, empty as shown; lately: online, or within 30
                                        -- days before the reading; long-ago: before that; '' not shown
  seen_month INTEGER,                   -- of long-ago: months since 1970-01
  by_me      INTEGER NOT NULL,          -- coarse because the reading account hides its own
  age_from   INTEGER,                   -- the account was created between these, in seconds since 1970
  age_to     INTEGER,
  age_table  INTEGER NOT NULL,          -- version of the table of ages that said so first
  PRIMARY KEY (chat, person, since)
) WITHOUT ROWID;

WITH
  turns AS (
    SELECT observation, collected_at, row_number() OVER (PARTITION BY chat ORDER BY observation) AS turn
    FROM observations WHERE source = 'live'
  ),
  shown AS (
    SELECT m.*, turn,
      CASE
        WHEN seen = 'online' THEN 'lately'
        WHEN seen != 'exact' THEN seen
        WHEN seen_at IS NULL THEN 'empty'
        WHEN collected_at - seen_at <= 2592000 THEN 'lately'
        ELSE 'long-ago'
      END AS bucket,
      CASE WHEN seen = 'exact' AND collected_at - seen_at > 2592000 THEN
        (CAST(strftime('%Y', seen_at, 'unixepoch') AS INTEGER) - 1970) * 12
        + CAST(strftime('%m', seen_at, 'unixepoch') AS INTEGER) - 1
      END AS month
    FROM members AS m JOIN turns USING (observation)
  ),
  alike AS (
    SELECT *, turn - row_number() OVER (
      PARTITION BY chat, person, listed, role, joined_at, adder, bot, deleted, blank, flagged, bucket, month, by_me,
        age_from, age_to
      ORDER BY observation
    ) AS run
    FROM shown
  )
INSERT INTO members_in_runs
  SELECT chat, person, min(observation), max(observation), listed, role, joined_at, adder, bot, deleted, blank, flagged,
    bucket, month, by_me, age_from, age_to, min(age_table)
  FROM alike
  GROUP BY chat, person, listed, role, joined_at, adder, bot, deleted, blank, flagged, bucket, month, by_me, age_from,
    age_to, run;
DROP TABLE members;
ALTER TABLE members_in_runs RENAME TO members;

CREATE TABLE posts_in_runs (
  chat      INTEGER NOT NULL,
  id        INTEGER NOT NULL,
  since     INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  views     INTEGER NOT NULL,           -- -1: not shown, as of the others
  forwards  INTEGER NOT NULL,
  reactions INTEGER NOT NULL,
  comments  INTEGER NOT NULL,
  PRIMARY KEY (chat, id, since)
) WITHOUT ROWID;

WITH
  turns AS (
    SELECT observation, row_number() OVER (PARTITION BY chat ORDER BY observation) AS turn
    FROM observations WHERE source = 'live'
  ),
  alike AS (
    SELECT p.*, turn - row_number() OVER (
      PARTITION BY p.chat, id, at, views, forwards, reactions, comments ORDER BY observation
    ) AS run
    FROM posts AS p JOIN turns USING (observation)
  )
INSERT INTO posts_in_runs
  SELECT chat, id, min(observation), max(observation), at, views, forwards, reactions, comments
  FROM alike GROUP BY chat, id, at, views, forwards, reactions, comments, run;
DROP TABLE posts;
ALTER TABLE posts_in_runs RENAME TO posts;
