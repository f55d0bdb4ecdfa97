-- What a table shows of its authors' accounts: 1 yes, 0 no, -1 not shown. Whether, and never how many: a number of friends
-- would tell an account apart.

ALTER TABLE members ADD COLUMN photo INTEGER NOT NULL DEFAULT -1;      -- one of its own
ALTER TABLE members ADD COLUMN friends INTEGER NOT NULL DEFAULT -1;    -- any; or follows anybody
ALTER TABLE members ADD COLUMN followers INTEGER NOT NULL DEFAULT -1;  -- any
