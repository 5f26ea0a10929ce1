UPDATE invoices SET "searchText" = lower(concat_ws(E'\n', "invoiceNumber", "mushakNumber",
  (SELECT string_agg(note->>'number', E'\n') FROM jsonb_array_elements(state->'notes') AS note),
  state->'buyer'->>'name', state->'buyer'->>'tin', state->'buyer'->>'bin',
  state->'seller'->>'name', state->'seller'->>'tin', state->'seller'->>'bin',
  (SELECT string_agg(line->>'description', E'\n') FROM jsonb_array_elements(state->'lines') AS line)));
ALTER TABLE invoices ALTER "searchText" SET NOT NULL;
CREATE INDEX "IDX_invoices_search" ON invoices USING gin ("searchText" gin_trgm_ops);
DROP TABLE invoice_search;
