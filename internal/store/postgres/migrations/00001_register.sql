-- +goose Up
-- Keys are 16 bytes of a hash (encode(key, 'hex') shows them). Days are whole numbers: 20240619, 0 where unknown, so that day/100 is the month.
-- body is the whole row as compressed JSON; the other columns are what is asked for, sorted and counted by.
-- What is random in order (keys, marks) stands in narrow tables; what is wide is appended.

CREATE TABLE documents (
  key BYTEA NOT NULL PRIMARY KEY,
  page TEXT NOT NULL,
  version BIGINT NOT NULL,
  latest BIGINT NOT NULL,
  digest BYTEA NOT NULL,
  day BIGINT NOT NULL,
  language TEXT NOT NULL,
  outlet TEXT NOT NULL,
  outlet_key BYTEA NOT NULL,
  story BYTEA NOT NULL,
  added BIGINT NOT NULL, -- microseconds since 1970
  name BYTEA NOT NULL, -- the title, as it is sorted
  body BYTEA NOT NULL
);
CREATE INDEX documents_page ON documents (page, version);
CREATE INDEX documents_digest ON documents (digest);
CREATE INDEX documents_day ON documents (latest, day, key);
CREATE INDEX documents_added ON documents (added, key);
CREATE INDEX documents_story ON documents (story);
CREATE INDEX documents_outlet ON documents (outlet);
CREATE INDEX documents_outlet_key ON documents (outlet_key);

CREATE TABLE records (
  doc BYTEA NOT NULL PRIMARY KEY,
  body BYTEA NOT NULL
);

CREATE TABLE relations (
  a BYTEA NOT NULL,
  b BYTEA NOT NULL,
  kind TEXT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (a, b, kind)
);
CREATE INDEX relations_b ON relations (b);

-- marks find a thing by what it shares with others; marks_of holds all marks of a thing in one row, to take them back.
CREATE TABLE marks (
  space BIGINT NOT NULL,
  mark BIGINT NOT NULL,
  ref BYTEA NOT NULL,
  PRIMARY KEY (space, mark, ref)
);
CREATE TABLE marks_of (
  space BIGINT NOT NULL,
  ref BYTEA NOT NULL,
  marks BYTEA NOT NULL,
  PRIMARY KEY (space, ref)
);

-- postings find rows by what they may have several of: parties, sources, aliases. kind says what of what, side on which side of an
-- event: 1 actor, 2 recipient, 3 both.
CREATE TABLE postings (
  kind BIGINT NOT NULL,
  value BYTEA NOT NULL,
  day BIGINT NOT NULL,
  ref BYTEA NOT NULL,
  side BIGINT NOT NULL,
  PRIMARY KEY (kind, value, day, ref)
);

CREATE TABLE events (
  key BYTEA NOT NULL PRIMARY KEY,
  day BIGINT NOT NULL,
  type TEXT NOT NULL,
  mode TEXT NOT NULL,
  cameo TEXT NOT NULL,
  quad BIGINT NOT NULL,
  reality TEXT NOT NULL,
  polarity TEXT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  story BYTEA NOT NULL,
  countries TEXT NOT NULL, -- actors>recipients: CHN,RUS>PRK
  sectors TEXT NOT NULL,
  place_key BYTEA NOT NULL,
  place_name TEXT NOT NULL,
  place_country TEXT NOT NULL,
  lat DOUBLE PRECISION,
  lon DOUBLE PRECISION,
  tellings BIGINT NOT NULL,
  origins BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  disputed BIGINT NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX events_day ON events (day, key);
CREATE INDEX events_type ON events (type, day, key);
CREATE INDEX events_seen ON events (seen, key);
CREATE INDEX events_origins ON events (origins, key);
CREATE INDEX events_countries ON events (countries, day);
CREATE INDEX events_story ON events (story);
CREATE INDEX events_place_key ON events (place_key, day);
CREATE INDEX events_place_country ON events (place_country, day);

-- tallies holds how many events there are of each day, type and quad class, so that the whole is counted without reading it.
CREATE TABLE tallies (
  day BIGINT NOT NULL,
  type TEXT NOT NULL,
  quad BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (day, type, quad)
);

CREATE TABLE tellings (
  key BYTEA NOT NULL PRIMARY KEY,
  event BYTEA NOT NULL,
  doc BYTEA NOT NULL,
  day BIGINT NOT NULL,
  type TEXT NOT NULL,
  mode TEXT NOT NULL,
  cameo TEXT NOT NULL,
  quad BIGINT NOT NULL,
  reality TEXT NOT NULL,
  polarity TEXT NOT NULL,
  confidence DOUBLE PRECISION NOT NULL,
  sides TEXT NOT NULL, -- countries, sectors and entities of both sides, to be looked through: " aRUS a#1f… rPRK "
  sectors TEXT NOT NULL,
  place_key BYTEA NOT NULL,
  place_name TEXT NOT NULL,
  place_country TEXT NOT NULL,
  lat DOUBLE PRECISION,
  lon DOUBLE PRECISION,
  origin BYTEA NOT NULL,
  origin_name TEXT NOT NULL,
  origin_party BIGINT NOT NULL, -- the origin is an actor or recipient itself
  outlet TEXT NOT NULL,
  outlet_key BYTEA NOT NULL,
  language TEXT NOT NULL,
  seen BIGINT NOT NULL, -- the report's day
  background BIGINT NOT NULL,
  counts BIGINT NOT NULL, -- neither replaced nor rejected
  body BYTEA NOT NULL
);
CREATE INDEX tellings_event ON tellings (event);
CREATE INDEX tellings_doc ON tellings (doc);
CREATE INDEX tellings_day ON tellings (day, key);
CREATE INDEX tellings_seen ON tellings (seen, key);
CREATE INDEX tellings_outlet ON tellings (outlet, language, counts, event);

CREATE TABLE quotes (
  key BYTEA NOT NULL PRIMARY KEY,
  doc BYTEA NOT NULL,
  kind TEXT NOT NULL,
  day BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  speaker BYTEA NOT NULL,
  outlet TEXT NOT NULL,
  language TEXT NOT NULL,
  replaced BIGINT NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX quotes_doc ON quotes (doc);
CREATE INDEX quotes_day ON quotes (day, key);
CREATE INDEX quotes_speaker ON quotes (speaker, day, key);

CREATE TABLE entities (
  key BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  country TEXT NOT NULL,
  sector TEXT NOT NULL,
  documents BIGINT NOT NULL,
  merged BIGINT NOT NULL,
  name BYTEA NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX entities_documents ON entities (documents, key);
CREATE INDEX entities_name ON entities (name, key);

CREATE TABLE agreements (
  key BYTEA NOT NULL PRIMARY KEY,
  stage TEXT NOT NULL,
  day BIGINT NOT NULL, -- signed, else in force, else the first stage that is told
  begins BIGINT NOT NULL, -- in force from this day, 0 where it is not told
  ends BIGINT NOT NULL,
  documents BIGINT NOT NULL,
  triggered BIGINT NOT NULL,
  name BYTEA NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX agreements_day ON agreements (day, key);
CREATE TABLE agreement_docs (
  agreement BYTEA NOT NULL,
  doc BYTEA NOT NULL,
  PRIMARY KEY (agreement, doc)
);
CREATE INDEX agreement_docs_doc ON agreement_docs (doc);

CREATE TABLE stories (
  key BYTEA NOT NULL PRIMARY KEY,
  first BIGINT NOT NULL,
  last BIGINT NOT NULL,
  documents BIGINT NOT NULL,
  origins BIGINT NOT NULL,
  name BYTEA NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX stories_last ON stories (last, key);
CREATE INDEX stories_documents ON stories (documents, key);

CREATE TABLE corrections (
  id TEXT NOT NULL PRIMARY KEY,
  page TEXT NOT NULL,
  at BIGINT NOT NULL,
  undone BIGINT NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX corrections_page ON corrections (page, at);
CREATE INDEX corrections_at ON corrections (at);

-- The words of the documents, folded and stemmed by rawi: '=' stands before a word as it is printed, '~' before a stem.
CREATE TABLE texts (
  doc BYTEA NOT NULL PRIMARY KEY,
  words TSVECTOR NOT NULL
);
CREATE INDEX texts_words ON texts USING gin (words);

-- Who writes locks this row, so that writers take turns on every machine.
CREATE TABLE turn (
  id BIGINT NOT NULL PRIMARY KEY
);
INSERT INTO turn (id) VALUES (1);

-- +goose Down
DROP TABLE turn;
DROP TABLE texts;
DROP TABLE corrections;
DROP TABLE stories;
DROP TABLE agreement_docs;
DROP TABLE agreements;
DROP TABLE entities;
DROP TABLE quotes;
DROP TABLE tellings;
DROP TABLE tallies;
DROP TABLE events;
DROP TABLE postings;
DROP TABLE marks_of;
DROP TABLE marks;
DROP TABLE relations;
DROP TABLE records;
DROP TABLE documents;
