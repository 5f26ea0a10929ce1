-- The table of the text search: the lexemes of functions/read-model/search/lexemes.ts, and the columns that a
-- list filters and sorts by. A search reads the index and then at most this table: 1,600 pages for 100,000
-- invoices, where the rows of "invoices" took up to 7,000. Status, dates and total are repeated here so that
-- a list is filtered, counted and sorted without reading the wide rows.
CREATE TABLE invoice_search (
  "createdAt" timestamptz(3) NOT NULL,
  id uuid NOT NULL,
  "invoiceDate" date NOT NULL,
  "dueDate" date NOT NULL,
  "issueDate" date,
  "grandTotal" numeric(20, 2) NOT NULL,
  status text NOT NULL,
  lexemes tsvector NOT NULL,
  -- PostgreSQL stores wide columns out of line only in rows of more than 2 kB. The filler makes each row that
  -- large when it is written; stored, it is compressed to 35 bytes.
  filler text NOT NULL DEFAULT repeat(' ', 2100),
  CONSTRAINT "PK_invoice_search" PRIMARY KEY (id)
) WITH (
  toast_tuple_target = 128,
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_insert_scale_factor = 0.02,
  autovacuum_analyze_scale_factor = 0.02
);
ALTER TABLE invoice_search ALTER lexemes SET STORAGE EXTERNAL;

-- The same lexemes as the projection writes, except for joiners, compatibility characters, and which words of
-- a very long invoice are kept. The next write of a row by the projection corrects these.
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
    -- A tsvector is limited to 1 MB, and array_to_tsvector does not check the limit.
    SELECT array_to_tsvector(array_agg(lexeme)) FROM (
      SELECT lexeme, sum(length(lexeme)) OVER (ORDER BY rank, lexeme) AS so_far FROM lexemes
    ) AS counted WHERE so_far <= 200000
  )
  FROM invoices ORDER BY "createdAt";

-- A search also scans the pending list of the index, so the list is kept short (512 kB).
CREATE INDEX "IDX_invoice_search_lexemes" ON invoice_search USING gin (lexemes) WITH (gin_pending_list_limit = 512);

-- The column "searchText" stays while the release before this one still writes it. An invoice that
-- it writes after this migration can be searched and counted from its next event on.
DROP INDEX "IDX_invoices_search";
ALTER TABLE invoices ALTER "searchText" DROP NOT NULL;
