-- Dropping a column drops the index that contains it. Applied again, the migration fills the ledger again.
DROP TRIGGER forget_shape ON invoices;
DROP TRIGGER forget_shape ON receipts;
DROP FUNCTION forget_shape();
ALTER TABLE invoices DROP shape, DROP "shapeRevision";
ALTER TABLE receipts DROP shape, DROP "shapeRevision";
DROP TABLE tax_open_items;
DROP TABLE tax_receipts;
DROP TABLE tax_lines;
DROP TABLE tax_documents;
