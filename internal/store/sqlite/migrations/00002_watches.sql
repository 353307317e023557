-- +goose Up
-- Saved searches, and what each has told to whom. A delivery that is to be tried has the moment of its next try in due, others 0.
CREATE TABLE watches (
  id TEXT NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  body BLOB NOT NULL
);
CREATE TABLE deliveries (
  id TEXT NOT NULL PRIMARY KEY,
  watch TEXT NOT NULL,
  made INTEGER NOT NULL,
  due INTEGER NOT NULL,
  state TEXT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX deliveries_watch ON deliveries (watch, made);
CREATE INDEX deliveries_due ON deliveries (due) WHERE due > 0;

-- +goose Down
DROP TABLE deliveries;
DROP TABLE watches;
