-- +goose Up
-- The start page asks for the newest events on which reports differ. They are few among many, so that going through all the newest ones
-- would grow with the register.
CREATE INDEX events_disputed ON events (seen, key) WHERE disputed = 1;

-- +goose Down
DROP INDEX events_disputed;
