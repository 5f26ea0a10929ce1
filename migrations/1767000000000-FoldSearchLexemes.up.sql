-- A text is found whatever the script of its digits, the case of its letters (ß and ss, ς and σ, İ, ı and i) and
-- the characters in it that print as nothing. The lexemes that were written before are spelled so too; without
-- this, the invoices that a search has found by "straße" or by Arabic digits are not found before their next
-- event. Not spelled again: a few letters of ancient Greek and old Cyrillic, and words that such a character
-- has split. Only rows with one of these characters are written: none with Latin and Bangla texts alone.
WITH digits AS (
  SELECT string_agg(chr(zero + digit), '' ORDER BY zero, digit) AS other, repeat('0123456789', count(*)::int / 10) AS ascii
  FROM unnest(ARRAY[
    1632, 1776, 1984, 2406, 2662, 2790, 2918, 3046, 3174, 3302, 3430, 3558, 3664, 3792, 3872, 4160, 4240,
    6112, 6160, 6470, 6608, 6784, 6800, 6992, 7088, 7232, 7248, 42528, 43216, 43264, 43472, 43504, 43600,
    44016, 66720, 68912, 68928, 69734, 69872, 69942, 70096, 70384, 70736, 70864, 71248, 71360, 71376, 71386,
    71472, 71904, 72016, 72688, 72784, 73040, 73120, 73184, 73552, 90416, 92768, 92864, 93008, 93552,
    123200, 123632, 124144, 124401, 125264
  ]) AS zero, generate_series(0, 9) AS digit
)
UPDATE invoice_search SET lexemes = (
  SELECT array_to_tsvector(array_agg(DISTINCT lexeme)) FROM (
    -- The lexemes of whole ids and numbers begin with = and #, and are in ASCII.
    SELECT CASE WHEN old ~ '^[=#]' THEN old ELSE
      translate(
        replace(replace(
          regexp_replace(old, '[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]', '', 'g'),
          'ß', 'ss'), U&'i\0307', 'i'),
        'ςı' || other, 'σi' || ascii)
      END AS lexeme
    FROM unnest(tsvector_to_array(lexemes)) AS old
  ) AS spelled WHERE lexeme NOT IN ('', '-')
)
FROM digits
WHERE lexemes::text ~ (
  '[ßςı\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef' || other || ']|i\u0307'
);
