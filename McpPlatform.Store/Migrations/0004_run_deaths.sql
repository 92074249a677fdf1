-- How often the Worker of a run died or froze since the run last came further, and how far that was: rows read, by target.
ALTER TABLE runs ADD COLUMN deaths integer NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN furthest json;
