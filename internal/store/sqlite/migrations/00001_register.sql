-- +goose Up
-- Keys are 16 bytes of a hash (hex(key) shows them). Days are whole numbers: 20240619, 0 where unknown, so that day/100 is the month.
-- body is the whole row as compressed JSON; the other columns are what is asked for, sorted and counted by.
-- What is random in order (keys, marks) stands in narrow tables; what is wide is appended.

CREATE TABLE documents (
  key BLOB NOT NULL PRIMARY KEY,
  page TEXT NOT NULL,
  version INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  digest BLOB NOT NULL,
  day INTEGER NOT NULL,
  language TEXT NOT NULL,
  outlet TEXT NOT NULL,
  outlet_key BLOB NOT NULL,
  story BLOB NOT NULL,
  added INTEGER NOT NULL, -- microseconds since 1970
  name BLOB NOT NULL, -- the title, as it is sorted
  body BLOB NOT NULL
);
CREATE INDEX documents_page ON documents (page, version);
CREATE INDEX documents_digest ON documents (digest);
CREATE INDEX documents_day ON documents (latest, day, key);
CREATE INDEX documents_added ON documents (added, key);
CREATE INDEX documents_story ON documents (story);
CREATE INDEX documents_outlet ON documents (outlet);
CREATE INDEX documents_outlet_key ON documents (outlet_key);

CREATE TABLE records (
  doc BLOB NOT NULL PRIMARY KEY,
  body BLOB NOT NULL
);

CREATE TABLE relations (
  a BLOB NOT NULL,
  b BLOB NOT NULL,
  kind TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (a, b, kind)
);
CREATE INDEX relations_b ON relations (b);

-- marks find a thing by what it shares with others; marks_of holds all marks of a thing in one row, to take them back.
CREATE TABLE marks (
  space INTEGER NOT NULL,
  mark INTEGER NOT NULL,
  ref BLOB NOT NULL,
  PRIMARY KEY (space, mark, ref)
) WITHOUT ROWID;
CREATE TABLE marks_of (
  space INTEGER NOT NULL,
  ref BLOB NOT NULL,
  marks BLOB NOT NULL,
  PRIMARY KEY (space, ref)
);

-- postings find rows by what they may have several of: parties, sources, aliases. kind says what of what, side on which side of an
-- event: 1 actor, 2 recipient, 3 both.
CREATE TABLE postings (
  kind INTEGER NOT NULL,
  value BLOB NOT NULL,
  day INTEGER NOT NULL,
  ref BLOB NOT NULL,
  side INTEGER NOT NULL,
  PRIMARY KEY (kind, value, day, ref)
) WITHOUT ROWID;

CREATE TABLE events (
  key BLOB NOT NULL PRIMARY KEY,
  day INTEGER NOT NULL,
  type TEXT NOT NULL,
  mode TEXT NOT NULL,
  cameo TEXT NOT NULL,
  quad INTEGER NOT NULL,
  reality TEXT NOT NULL,
  polarity TEXT NOT NULL,
  confidence REAL NOT NULL,
  story BLOB NOT NULL,
  countries TEXT NOT NULL, -- actors>recipients: CHN,RUS>PRK
  sectors TEXT NOT NULL,
  place_key BLOB NOT NULL,
  place_name TEXT NOT NULL,
  place_country TEXT NOT NULL,
  lat REAL,
  lon REAL,
  tellings INTEGER NOT NULL,
  origins INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  disputed INTEGER NOT NULL,
  body BLOB NOT NULL
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
  day INTEGER NOT NULL,
  type TEXT NOT NULL,
  quad INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (day, type, quad)
) WITHOUT ROWID;

CREATE TABLE tellings (
  key BLOB NOT NULL PRIMARY KEY,
  event BLOB NOT NULL,
  doc BLOB NOT NULL,
  day INTEGER NOT NULL,
  type TEXT NOT NULL,
  mode TEXT NOT NULL,
  cameo TEXT NOT NULL,
  quad INTEGER NOT NULL,
  reality TEXT NOT NULL,
  polarity TEXT NOT NULL,
  confidence REAL NOT NULL,
  sides TEXT NOT NULL, -- countries, sectors and entities of both sides, to be looked through: " aRUS a#1f… rPRK "
  sectors TEXT NOT NULL,
  place_key BLOB NOT NULL,
  place_name TEXT NOT NULL,
  place_country TEXT NOT NULL,
  lat REAL,
  lon REAL,
  origin BLOB NOT NULL,
  origin_name TEXT NOT NULL,
  origin_party INTEGER NOT NULL, -- the origin is an actor or recipient itself
  outlet TEXT NOT NULL,
  outlet_key BLOB NOT NULL,
  language TEXT NOT NULL,
  seen INTEGER NOT NULL, -- the report's day
  background INTEGER NOT NULL,
  counts INTEGER NOT NULL, -- neither replaced nor rejected
  body BLOB NOT NULL
);
CREATE INDEX tellings_event ON tellings (event);
CREATE INDEX tellings_doc ON tellings (doc);
CREATE INDEX tellings_day ON tellings (day, key);
CREATE INDEX tellings_seen ON tellings (seen, key);
CREATE INDEX tellings_outlet ON tellings (outlet, language, counts, event);

CREATE TABLE quotes (
  key BLOB NOT NULL PRIMARY KEY,
  doc BLOB NOT NULL,
  kind TEXT NOT NULL,
  day INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  speaker BLOB NOT NULL,
  outlet TEXT NOT NULL,
  language TEXT NOT NULL,
  replaced INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX quotes_doc ON quotes (doc);
CREATE INDEX quotes_day ON quotes (day, key);
CREATE INDEX quotes_speaker ON quotes (speaker, day, key);

CREATE TABLE entities (
  key BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  country TEXT NOT NULL,
  sector TEXT NOT NULL,
  documents INTEGER NOT NULL,
  merged INTEGER NOT NULL,
  name BLOB NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX entities_documents ON entities (documents, key);
CREATE INDEX entities_name ON entities (name, key);

CREATE TABLE agreements (
  key BLOB NOT NULL PRIMARY KEY,
  stage TEXT NOT NULL,
  day INTEGER NOT NULL, -- signed, else in force, else the first stage that is told
  begins INTEGER NOT NULL, -- in force from this day, 0 where it is not told
  ends INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  triggered INTEGER NOT NULL,
  name BLOB NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX agreements_day ON agreements (day, key);
CREATE TABLE agreement_docs (
  agreement BLOB NOT NULL,
  doc BLOB NOT NULL,
  PRIMARY KEY (agreement, doc)
) WITHOUT ROWID;
CREATE INDEX agreement_docs_doc ON agreement_docs (doc);

CREATE TABLE stories (
  key BLOB NOT NULL PRIMARY KEY,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  origins INTEGER NOT NULL,
  name BLOB NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX stories_last ON stories (last, key);
CREATE INDEX stories_documents ON stories (documents, key);

CREATE TABLE corrections (
  id TEXT NOT NULL PRIMARY KEY,
  page TEXT NOT NULL,
  at INTEGER NOT NULL,
  undone INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX corrections_page ON corrections (page, at);
CREATE INDEX corrections_at ON corrections (at);

-- The words of the documents, folded and stemmed by rawi: the tokenizer only parts them at spaces. The words are not kept twice.
CREATE TABLE texts (
  num INTEGER NOT NULL PRIMARY KEY,
  doc BLOB NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE words USING fts5 (
  exact, stems, content = '', contentless_delete = 1,
  tokenize = "ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'"
);

-- +goose Down
DROP TABLE words;
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
