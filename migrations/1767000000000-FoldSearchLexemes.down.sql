-- Nothing is reverted: the release before finds the new spellings of words that have no such character, and
-- writes its own spelling of the others at their next event.
SELECT 1;
