DROP INDEX "IDX_invoice_search_created", "IDX_invoice_search_due", "IDX_invoice_search_total";
