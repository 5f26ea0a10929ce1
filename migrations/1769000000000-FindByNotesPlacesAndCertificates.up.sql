-- Lists find an invoice by the number of a note, by its place of issue, and by a certificate that it lacks.
-- The defaults are for the release before this one, which still writes rows while this one is deployed: such a
-- row has its values from the next event of its invoice on.
ALTER TABLE invoices
  ADD "noteNumbers" text[] NOT NULL DEFAULT '{}',
  ADD place text NOT NULL DEFAULT 'MAIN',
  ADD "lacksVds" boolean NOT NULL DEFAULT false,
  ADD "lacksTds" boolean NOT NULL DEFAULT false;
ALTER TABLE invoice_search
  ADD place text NOT NULL DEFAULT 'MAIN',
  ADD "lacksVds" boolean NOT NULL DEFAULT false,
  ADD "lacksTds" boolean NOT NULL DEFAULT false;

-- Amounts of a state are in poisha, and rates in ten-thousandths of a percent. A tax of half a poisha or more
-- is rounded to one. Only rows whose values are not the defaults are written.
WITH lines AS (
  SELECT id,
    bool_or(2 * (net + duty) * "vdsRate" >= 1000000 AND vat > 0) AS vds,
    bool_or(2 * net * "taxRate" >= 1000000) AS tds
  FROM invoices, jsonb_array_elements(state->'lines') AS line, LATERAL (SELECT
    (line->'remaining'->>'value')::numeric AS net,
    (line->'remaining'->>'supplementaryDuty')::numeric AS duty,
    (line->'remaining'->>'vat')::numeric AS vat,
    (line->>'vdsRate')::numeric AS "vdsRate",
    (line->>'advanceIncomeTaxRate')::numeric AS "taxRate") AS figures
  WHERE state->>'status' = 'ISSUED' GROUP BY id
), certificates AS (
  SELECT id,
    bool_or(payment->>'method' = 'VDS_CERTIFICATE') AS vds,
    bool_or(payment->>'method' = 'TDS_CERTIFICATE') AS tds
  FROM invoices, jsonb_array_elements(state->'payments') AS payment
  WHERE payment->'reversal' = 'null' GROUP BY id
), found AS (
  SELECT invoices.id,
    ARRAY(SELECT note->>'number' FROM jsonb_array_elements(state->'notes') AS note WHERE note->>'number' IS NOT NULL) AS numbers,
    coalesce(state->>'place', 'MAIN') AS place,
    coalesce(lines.vds AND NOT coalesce(certificates.vds, false), false) AS vds,
    coalesce(lines.tds AND NOT coalesce(certificates.tds, false), false) AS tds
  FROM invoices LEFT JOIN lines USING (id) LEFT JOIN certificates USING (id)
), saved AS (
  UPDATE invoices SET "noteNumbers" = numbers, place = found.place, "lacksVds" = vds, "lacksTds" = tds
  FROM found WHERE found.id = invoices.id AND (numbers <> '{}' OR found.place <> 'MAIN' OR vds OR tds)
  RETURNING invoices.id, found.place, vds, tds
)
UPDATE invoice_search SET place = saved.place, "lacksVds" = vds, "lacksTds" = tds
FROM saved WHERE saved.id::uuid = invoice_search.id;

-- Most invoices have no notes, and an empty array is one entry of the index. An entry that waits in the pending
-- list would make each look-up read that list.
CREATE INDEX "IDX_invoices_note_numbers" ON invoices USING gin ("noteNumbers") WITH (fastupdate = off);

-- The indexes of the lists contain every column that lists filter by.
DROP INDEX "IDX_invoices_list_created", "IDX_invoices_list_due", "IDX_invoices_list_total";
CREATE INDEX "IDX_invoices_list_created" ON invoices
  ("createdAt", id, status, "customerId", "vendorId", "invoiceDate", "dueDate", "issueDate", "grandTotal", place, "lacksVds", "lacksTds");
CREATE INDEX "IDX_invoices_list_due" ON invoices
  ("dueDate", id, status, "customerId", "vendorId", "invoiceDate", "issueDate", "grandTotal", place, "lacksVds", "lacksTds");
CREATE INDEX "IDX_invoices_list_total" ON invoices
  ("grandTotal", id, status, "customerId", "vendorId", "invoiceDate", "dueDate", "issueDate", place, "lacksVds", "lacksTds");
