ALTER TABLE invoices RESET (
  autovacuum_vacuum_scale_factor,
  autovacuum_vacuum_insert_scale_factor,
  autovacuum_analyze_scale_factor,
  toast_tuple_target
);
CREATE INDEX "IDX_invoices_created" ON invoices ("createdAt", id);
DROP INDEX "IDX_invoices_list_created", "IDX_invoices_list_due", "IDX_invoices_list_total";
