-- +goose Up
-- Feeds that are looked at again and again, and the pages they announced. What is to be looked at or fetched has the moment in due,
-- others 0.
CREATE TABLE feeds (
  key BYTEA NOT NULL PRIMARY KEY,
  added BIGINT NOT NULL,
  due BIGINT NOT NULL,
  body BYTEA NOT NULL
);
CREATE TABLE leads (
  key BYTEA NOT NULL PRIMARY KEY,
  host TEXT NOT NULL,
  state TEXT NOT NULL,
  due BIGINT NOT NULL,
  found BIGINT NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX leads_due ON leads (host, due, key) WHERE due > 0;
CREATE INDEX leads_state ON leads (state, found);

-- +goose Down
DROP TABLE leads;
DROP TABLE feeds;
