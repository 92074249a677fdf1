-- What an upstream says about itself beside its address: a program instead of one, and what policies refer to.
ALTER TABLE upstreams ALTER COLUMN url DROP NOT NULL;
ALTER TABLE upstreams
    ADD COLUMN transport text NOT NULL DEFAULT 'streamable_http',
    ADD COLUMN program   json,
    ADD COLUMN risk      text NOT NULL DEFAULT 'medium',
    ADD COLUMN tags      json NOT NULL DEFAULT '[]',
    ADD COLUMN owner     text,
    ADD COLUMN purpose   text,
    ADD COLUMN file      text;
