-- "state" is the folded receipt. The other columns are those that lists filter and sort by.
CREATE TABLE receipts (
  id text NOT NULL,
  "customerId" text NOT NULL,
  amount numeric(20, 2) NOT NULL,
  unapplied numeric(20, 2) NOT NULL,
  "recordedAt" timestamptz(3) NOT NULL,
  revision bigint NOT NULL,
  state jsonb NOT NULL,
  CONSTRAINT "PK_receipts" PRIMARY KEY (id)
);

-- For the two lists: the receipts of a customer, and those of all. The newest are read first.
CREATE INDEX "IDX_receipts_customer" ON receipts ("customerId", "recordedAt", id);
CREATE INDEX "IDX_receipts_recorded" ON receipts ("recordedAt", id);
ALTER TABLE receipts SET (toast_tuple_target = 256);
