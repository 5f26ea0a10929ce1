DROP INDEX "IDX_invoices_tenant_customer", "IDX_invoices_tenant_status", "IDX_invoices_tenant_fiscal_year",
  "IDX_invoices_tenant_date", "IDX_invoices_list_due", "IDX_invoices_list_total",
  "IDX_invoices_issue_date", "IDX_invoice_search_sample";
CREATE INDEX "IDX_invoices_tenant_customer" ON invoices ("tenantId", "customerId");
CREATE INDEX "IDX_invoices_tenant_status" ON invoices ("tenantId", status);
CREATE INDEX "IDX_invoices_tenant_fiscal_year" ON invoices ("tenantId", "fiscalYear");
CREATE INDEX "IDX_invoices_tenant_date" ON invoices ("tenantId", "invoiceDate");
CREATE INDEX "IDX_invoices_list_due" ON invoices
  ("dueDate", id, status, "customerId", "vendorId", "invoiceDate", "issueDate", "grandTotal", place, "lacksVds", "lacksTds");
CREATE INDEX "IDX_invoices_list_total" ON invoices
  ("grandTotal", id, status, "customerId", "vendorId", "invoiceDate", "dueDate", "issueDate", place, "lacksVds", "lacksTds");
