-- "state" is the folded invoice. The other columns are those that lists filter, sort and sum by. "status" is
-- never OVERDUE, because that depends on the date of the query.
CREATE TABLE invoices (
  id text NOT NULL,
  "tenantId" text NOT NULL,
  "invoiceNumber" text NOT NULL,
  "mushakNumber" text,
  status text NOT NULL,
  "vendorId" text NOT NULL,
  "customerId" text NOT NULL,
  "customerName" text,
  "invoiceDate" date NOT NULL,
  "dueDate" date NOT NULL,
  "issueDate" date,
  "fiscalYear" text NOT NULL,
  subtotal numeric(20, 2) NOT NULL,
  "supplementaryDuty" numeric(20, 2) NOT NULL,
  "vatAmount" numeric(20, 2) NOT NULL,
  "grandTotal" numeric(20, 2) NOT NULL,
  "paidAmount" numeric(20, 2) NOT NULL,
  balance numeric(20, 2) NOT NULL,
  "createdAt" timestamptz(3) NOT NULL,
  "updatedAt" timestamptz(3) NOT NULL,
  revision bigint NOT NULL,
  "searchText" text NOT NULL,
  state jsonb NOT NULL,
  CONSTRAINT "PK_invoices" PRIMARY KEY (id)
);

CREATE UNIQUE INDEX "IDX_invoices_tenant_invoice_number" ON invoices ("tenantId", "invoiceNumber");
CREATE INDEX "IDX_invoices_tenant_customer" ON invoices ("tenantId", "customerId");
CREATE INDEX "IDX_invoices_tenant_vendor" ON invoices ("tenantId", "vendorId");
CREATE INDEX "IDX_invoices_tenant_status" ON invoices ("tenantId", status);
CREATE INDEX "IDX_invoices_tenant_fiscal_year" ON invoices ("tenantId", "fiscalYear");
CREATE INDEX "IDX_invoices_tenant_date" ON invoices ("tenantId", "invoiceDate");
CREATE INDEX "IDX_invoices_mushak_number" ON invoices ("mushakNumber");
-- For the default order of lists, and for their text search.
CREATE INDEX "IDX_invoices_created" ON invoices ("createdAt", id);
CREATE INDEX "IDX_invoices_search" ON invoices USING gin ("searchText" gin_trgm_ops);
