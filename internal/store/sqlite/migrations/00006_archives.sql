-- +goose Up
-- How far files of many pages have been taken in, written in one transaction with the documents that came of them.
CREATE TABLE archives (
  key BLOB NOT NULL PRIMARY KEY,
  body BLOB NOT NULL
);

-- +goose Down
DROP TABLE archives;
