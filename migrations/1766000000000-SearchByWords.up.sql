-- What a text is looked for in: the lexemes of functions/search/lexemes.ts, and beside them what a list filters and sorts by. A search
-- reads the index and then at most this table, 1,600 pages for 100,000 invoices, where rows of "invoices" were up to 7,000. Status,
-- dates and total stand here and not there alone because a list is filtered, counted and sorted without a look at the wide rows.
CREATE TABLE invoice_search (
  "createdAt" timestamptz(3) NOT NULL,
  id uuid NOT NULL,
  "invoiceDate" date NOT NULL,
  "dueDate" date NOT NULL,
  "issueDate" date,
  "grandTotal" numeric(20, 2) NOT NULL,
  status text NOT NULL,
  lexemes tsvector NOT NULL,
  -- Only a row of more than 2 kB has its wide columns kept aside. Compressed, this takes 35 bytes; a row is written with all of it.
  filler text NOT NULL DEFAULT repeat(' ', 2100),
  CONSTRAINT "PK_invoice_search" PRIMARY KEY (id)
) WITH (
  toast_tuple_target = 128,
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE invoice_search ALTER lexemes SET STORAGE EXTERNAL;

-- As the projection makes them, but for joiners, compatibility characters, and which of the words of a very long invoice are kept; its
-- next write of a row mends those.
INSERT INTO invoice_search
  SELECT "createdAt", id::uuid, "invoiceDate", "dueDate", "issueDate", "grandTotal", status, (
    WITH lines AS (
      SELECT line, line ~ '^(inv|mushak-6\.[378])-[-0-9]+$' AS is_number FROM regexp_split_to_table("searchText", E'\n') AS line
    ), words AS (
      SELECT DISTINCT left(found[1], 32) AS word, is_number
      FROM lines, regexp_matches(
        translate(normalize(line), '০১২৩৪৫৬৭৮৯', '0123456789'),
        '[[:alnum:]\u0300-\u036f\u0981-\u0983\u09bc-\u09cd\u09d7\u09e2\u09e3]+', 'g') AS found
    ), whole(sign, text) AS (
      VALUES ('=c', "customerId"), ('=v', "vendorId")
    ), lexemes AS (
      SELECT 1 AS rank, sign || rtrim(translate(encode(convert_to(text, 'UTF8'), 'base64'), E'+/\n', '-_'), '=') AS lexeme FROM whole
      UNION SELECT 1, '#' || regexp_replace(line, '[^a-z0-9]+', '.', 'g') FROM lines WHERE is_number
      UNION SELECT 2, word FROM words
      UNION SELECT 2, ltrim(substring(line FROM '[0-9]+$'), '0') FROM lines WHERE is_number AND line ~ '[1-9][0-9]*$'
      UNION SELECT 3, '-' || substr(word, start) FROM words, generate_series(2, length(word) - 2) AS start
        WHERE NOT is_number AND substr(word, start, 1) !~ '[\u0300-\u036f\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3]'
    )
    -- A tsvector holds a megabyte, and this way of making one does not look.
    SELECT array_to_tsvector(array_agg(lexeme)) FROM (
      SELECT lexeme, sum(length(lexeme)) OVER (ORDER BY rank, lexeme) AS so_far FROM lexemes
    ) AS counted WHERE so_far <= 200000
  )
  FROM invoices ORDER BY "createdAt";

-- A search also reads what was not yet sorted into the index, so little is left waiting.
CREATE INDEX "IDX_invoice_search_lexemes" ON invoice_search USING gin (lexemes) WITH (gin_pending_list_limit = 512);

-- The column stays for the release that still writes it, and goes when none does. What that release writes after this is searched and
-- counted from its next event on.
DROP INDEX "IDX_invoices_search";
ALTER TABLE invoices ALTER "searchText" DROP NOT NULL;
