-- Digests of what figures are made from, so that a damaged page is noticed before they are printed; null: not yet sealed.

ALTER TABLE observations ADD COLUMN seal BLOB;  -- of the coverage and of all rows that the observation shows
ALTER TABLE audits ADD COLUMN seal BLOB;        -- of the stored report and of what it is an answer to
