-- Decisions are numbered as they were made, and in the order of a day's decisions its messages could be found. Numbers are
-- drawn from now on; those that rest get one.

UPDATE decisions SET decision = -1 - decision;
UPDATE decisions SET decision = abs(random() % 4611686018427387904) + 1 WHERE decision < 0;
INSERT OR IGNORE INTO traces VALUES ('main');
