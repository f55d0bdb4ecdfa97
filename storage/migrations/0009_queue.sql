-- Look-ups of the queue read what is due, not what waits: with 100,000 people waiting each took a third of a second.

ALTER TABLE jobs ADD COLUMN turn INTEGER NOT NULL DEFAULT 1;      -- its place among the jobs its asker asked for within a day; fixed then
ALTER TABLE askings ADD COLUMN due INTEGER NOT NULL DEFAULT 0;    -- 1: open, and the job has ended
ALTER TABLE askings ADD COLUMN told_at INTEGER;                   -- when its message last said how it goes; null without a message
ALTER TABLE watches ADD COLUMN jitter INTEGER NOT NULL DEFAULT -1;  -- seconds after its moment at which it is read; -1: not known

UPDATE askings SET told_at = 0 WHERE message IS NOT NULL;
UPDATE askings SET due = 1 WHERE state = 'open' AND job IN (SELECT job FROM jobs WHERE state IN ('done', 'failed', 'cancelled'));

CREATE INDEX jobs_by_turn ON jobs (state, account, turn, job);
CREATE INDEX askings_by_state ON askings (state, due, told_at);
CREATE INDEX watches_by_target ON watches (target);
