-- +goose Up
-- The agreements of a party that events can set off are found from the latest back: postings of kind 407, with the day on which the
-- agreement was made and, in side, the one on which it ended. Which of the agreements kept so far those are stands in their bodies;
-- until one is kept anew it is taken for one of them.
INSERT INTO postings (kind, value, day, ref, side)
SELECT 407, p.value, a.day, p.ref, a.ends FROM postings p JOIN agreements a ON a.key = p.ref WHERE p.kind = 401;

-- +goose Down
DELETE FROM postings WHERE kind IN (407, 408);
