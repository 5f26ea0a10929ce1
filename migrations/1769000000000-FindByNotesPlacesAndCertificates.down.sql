-- Dropping a column drops the indexes that contain it.
ALTER TABLE invoices DROP "noteNumbers", DROP place, DROP "lacksVds", DROP "lacksTds";
ALTER TABLE invoice_search DROP place, DROP "lacksVds", DROP "lacksTds";
CREATE INDEX "IDX_invoices_list_created" ON invoices
  ("createdAt", id, status, "customerId", "vendorId", "invoiceDate", "dueDate", "issueDate", "grandTotal");
CREATE INDEX "IDX_invoices_list_due" ON invoices
  ("dueDate", id, status, "customerId", "vendorId", "invoiceDate", "issueDate", "grandTotal");
CREATE INDEX "IDX_invoices_list_total" ON invoices
  ("grandTotal", id, status, "customerId", "vendorId", "invoiceDate", "dueDate", "issueDate");
