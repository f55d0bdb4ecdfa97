-- Where in a forum somebody asked: what they asked for is told in the same topic.

ALTER TABLE askings ADD COLUMN topic INTEGER;  -- the topic of a forum; null outside of one
ALTER TABLE watches ADD COLUMN topic INTEGER;
ALTER TABLE alerts ADD COLUMN topic INTEGER;
