-- +goose Up
-- What one program at a time may do, and until when it is left to the one that has it. Moments are microseconds since 1970.
CREATE TABLE leases (
  key BLOB NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  ends INTEGER NOT NULL
);

-- +goose Down
DROP TABLE leases;
