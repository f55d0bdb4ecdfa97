-- What a text carries beside its words: keyed hashes (storage/people/traits/carried.py), null where it carries none. In
-- rows of `traits` 1 nobody looked for them, and null says nothing there.

ALTER TABLE messages ADD COLUMN link INTEGER;      -- of the first link
ALTER TABLE messages ADD COLUMN mentions INTEGER;  -- of the set of @names
ALTER TABLE messages ADD COLUMN emoji INTEGER;     -- of the emoji in their order, from three on
ALTER TABLE messages ADD COLUMN hashtags INTEGER;  -- of the set of #tags
