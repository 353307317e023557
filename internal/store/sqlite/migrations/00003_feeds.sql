-- +goose Up
-- Feeds that are looked at again and again, and the pages they announced. What is to be looked at or fetched has the moment in due,
-- others 0.
CREATE TABLE feeds (
  key BLOB NOT NULL PRIMARY KEY,
  added INTEGER NOT NULL,
  due INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE TABLE leads (
  key BLOB NOT NULL PRIMARY KEY,
  host TEXT NOT NULL,
  state TEXT NOT NULL,
  due INTEGER NOT NULL,
  found INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX leads_due ON leads (host, due, key) WHERE due > 0;
CREATE INDEX leads_state ON leads (state, found);

-- +goose Down
DROP TABLE leads;
DROP TABLE feeds;
