-- By what the installation's key is known again, so that no other is taken for it; and askers under pseudonyms of a
-- domain of their own, by the day (decisions) and by the hour (spent). The earlier rows were under the pseudonyms of
-- people of chats, to the second: they tied who asked to what they wrote, and go.

CREATE TABLE key_mark (
  mark BLOB PRIMARY KEY NOT NULL        -- a keyed hash of nothing; one row
) WITHOUT ROWID;

DELETE FROM decisions;
DELETE FROM spent;
INSERT OR IGNORE INTO traces VALUES ('main');
