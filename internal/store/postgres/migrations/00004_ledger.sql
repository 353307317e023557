-- +goose Up
-- The ledger has a row for each page that came in and was settled, with the document it is or the reason why it is none, written in one
-- transaction with the document.
CREATE TABLE ledger (
  page BYTEA NOT NULL PRIMARY KEY, -- hash of the page as it came
  doc BYTEA NOT NULL,
  code TEXT NOT NULL,
  at BIGINT NOT NULL -- microseconds since 1970
);

-- +goose Down
DROP TABLE ledger;
