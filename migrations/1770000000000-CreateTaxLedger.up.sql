-- What returns, books and ages are sums of: one row for each document with a legal number, as at its issue,
-- and one for each of its lines. A row never changes. Amounts are positive sizes, also those of a credit note.
CREATE TABLE tax_documents (
  document_id uuid NOT NULL,
  invoice_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('6.3', '6.7', '6.8')),
  sign smallint NOT NULL GENERATED ALWAYS AS (CASE kind WHEN '6.7' THEN -1 ELSE 1 END) STORED,
  place text NOT NULL,
  fiscal_year text NOT NULL CHECK (fiscal_year ~ '^\d{4}-\d{4}$'),
  serial bigint NOT NULL CHECK (serial > 0),
  number text NOT NULL,
  issued_at timestamptz(3) NOT NULL,
  issued_on date NOT NULL CHECK (issued_on = (issued_at AT TIME ZONE INTERVAL '6 hours')::date),
  original_number text CHECK ((original_number IS NULL) = (kind = '6.3')),
  original_issued_at timestamptz(3) CHECK ((original_issued_at IS NULL) = (kind = '6.3')),
  reason text CHECK ((reason IS NULL) = (kind = '6.3')),
  seller_name text,
  seller_bin text,
  address_of_issue text,
  buyer_id text NOT NULL,
  buyer_name text,
  buyer_address text,
  buyer_bin text,
  buyer_nid text,
  vehicle text,
  due_date date NOT NULL,
  value numeric(20, 2) NOT NULL CHECK (value >= 0),
  sd numeric(20, 2) NOT NULL CHECK (sd >= 0),
  vat numeric(20, 2) NOT NULL CHECK (vat >= 0),
  added_at timestamptz(3) NOT NULL DEFAULT statement_timestamp(),
  CONSTRAINT "PK_tax_documents" PRIMARY KEY (document_id)
);
COMMENT ON COLUMN tax_documents.issued_on IS 'the date in Dhaka';
COMMENT ON COLUMN tax_documents.due_date IS 'of the invoice, also for its notes';
COMMENT ON COLUMN tax_documents.added_at IS 'when the document came into this table, which may be after its month';

-- A serial is given once: a second guard beside the registers.
CREATE UNIQUE INDEX "IDX_tax_documents_register" ON tax_documents (kind, place, fiscal_year, serial);
-- The order of the books. issued_on rises with issued_at, and finds a period. What a period has, and when the
-- last of it was added, is read in the index alone.
CREATE INDEX "IDX_tax_documents_issued" ON tax_documents (issued_on, issued_at, kind, serial, document_id)
  INCLUDE (added_at);
-- For ages, which name each buyer as the latest document by the day does.
CREATE INDEX "IDX_tax_documents_buyer" ON tax_documents (buyer_id, issued_at);
-- For Mushak-6.10, whose threshold was never lower.
CREATE INDEX "IDX_tax_documents_high_value" ON tax_documents (issued_on, serial, document_id)
  WHERE kind = '6.3' AND value + sd > 200000;

CREATE TABLE tax_lines (
  document_id uuid NOT NULL,
  line_id text NOT NULL,
  line_no integer NOT NULL CHECK (line_no > 0),
  kind text NOT NULL CHECK (kind IN ('6.3', '6.7', '6.8')),
  issued_on date NOT NULL,
  supply_class text NOT NULL,
  return_note smallint NOT NULL CHECK (return_note BETWEEN 1 AND 8),
  first_of_return_note boolean NOT NULL,
  vat_category text NOT NULL,
  vat_rate numeric(19, 4),
  specific_vat_per_unit numeric(19, 4),
  sd_rate numeric(19, 4) NOT NULL,
  hs_code text,
  description text NOT NULL,
  unit text,
  quantity numeric(21, 6) CHECK (quantity >= 0),
  value numeric(20, 2) NOT NULL CHECK (value >= 0),
  sd numeric(20, 2) NOT NULL CHECK (sd >= 0),
  vat numeric(20, 2) NOT NULL CHECK (vat >= 0),
  CONSTRAINT "PK_tax_lines" PRIMARY KEY (document_id, line_no)
);
COMMENT ON COLUMN tax_lines.line_id IS 'of the line of the invoice';
COMMENT ON COLUMN tax_lines.return_note IS 'the note of part 3 of Mushak-9.1 that reports the supply';
COMMENT ON COLUMN tax_lines.first_of_return_note IS
  'whether it is the first line of its document in that note, so that documents can be counted by note';
COMMENT ON COLUMN tax_lines.quantity IS 'null where a note changes the amounts alone';

-- For Mushak-9.1: the sums of a period, and how many documents they are of, are read in the index alone.
CREATE INDEX "IDX_tax_lines_return" ON tax_lines (issued_on, kind, return_note)
  INCLUDE (value, sd, vat, first_of_return_note);

-- Receipts, refunds and write-offs. A row changes only by its reversal.
CREATE TABLE tax_receipts (
  invoice_id uuid NOT NULL,
  payment_id text NOT NULL,
  receipt_id text,
  buyer_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('RECEIPT', 'REFUND', 'WRITE_OFF')),
  method text NOT NULL,
  amount numeric(20, 2) NOT NULL CHECK (amount >= 0),
  paid_on date NOT NULL,
  reversed_on date,
  certificate_number text,
  certificate_date date,
  certificate_value numeric(20, 2),
  deposit_account_code text,
  deposit_serial text,
  deposit_date date,
  claim_period date CHECK (extract(day FROM claim_period) = 1),
  added_at timestamptz(3) NOT NULL DEFAULT statement_timestamp(),
  CONSTRAINT "PK_tax_receipts" PRIMARY KEY (invoice_id, payment_id)
);
COMMENT ON COLUMN tax_receipts.reversed_on IS 'from this date on it counts no more';
COMMENT ON COLUMN tax_receipts.claim_period IS
  'of a VDS certificate: the first day of its month, as recorded, also where it is later than the law allows';

-- For notes 29 and 27 of Mushak-9.1: certificates by their claim periods, and those that were reversed later.
CREATE INDEX "IDX_tax_receipts_claim" ON tax_receipts (claim_period) WHERE claim_period IS NOT NULL;
CREATE INDEX "IDX_tax_receipts_claim_reversed" ON tax_receipts (reversed_on)
  WHERE claim_period IS NOT NULL AND reversed_on IS NOT NULL;

-- One row for each invoice that is issued or has receipts: the days on which it may have a balance, so that ages
-- read what was open on a day and not all that was ever issued.
CREATE TABLE tax_open_items (
  invoice_id uuid NOT NULL,
  buyer_id text NOT NULL,
  issued_on date,
  due_date date NOT NULL,
  total numeric(20, 2) NOT NULL CHECK (total >= 0),
  opened_on date NOT NULL,
  settled_on date NOT NULL CHECK (settled_on >= opened_on),
  CONSTRAINT "PK_tax_open_items" PRIMARY KEY (invoice_id)
);
COMMENT ON COLUMN tax_open_items.issued_on IS 'null until the invoice has its legal number';
COMMENT ON COLUMN tax_open_items.total IS 'of the invoice, without its notes';
COMMENT ON COLUMN tax_open_items.opened_on IS 'the date of the first document or receipt';
COMMENT ON COLUMN tax_open_items.settled_on IS 'from this date on the balance is zero; infinity while there is one';

CREATE INDEX "IDX_tax_open_items_days" ON tax_open_items (settled_on, opened_on);
-- For ages: the notes of the invoices that are open.
CREATE INDEX "IDX_tax_documents_notes" ON tax_documents (invoice_id) INCLUDE (issued_on, sign, value, sd, vat)
  WHERE kind <> '6.3';

-- A row enters the ledger when its invoice changes. The invoices that exist are folded again from their streams
-- and enter it then: shape is the number of the shape that state has, and rows of before have 0. shapeRevision
-- is the revision of the row that shape was written with.
ALTER TABLE invoices
  ADD shape integer NOT NULL DEFAULT 0,
  ADD "shapeRevision" bigint NOT NULL DEFAULT -1;
ALTER TABLE receipts
  ADD shape integer NOT NULL DEFAULT 0,
  ADD "shapeRevision" bigint NOT NULL DEFAULT -1;

-- The release before this one still writes rows while this one is deployed. It knows neither column nor ledger.
CREATE FUNCTION forget_shape() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.shape := 0; RETURN NEW; END';
CREATE TRIGGER forget_shape BEFORE UPDATE ON invoices FOR EACH ROW
  WHEN (NEW."shapeRevision" <> NEW.revision AND NEW.shape <> 0) EXECUTE FUNCTION forget_shape();
CREATE TRIGGER forget_shape BEFORE UPDATE ON receipts FOR EACH ROW
  WHEN (NEW."shapeRevision" <> NEW.revision AND NEW.shape <> 0) EXECUTE FUNCTION forget_shape();

-- For the job that has such rows folded again. A migration for shapes with new numbers makes these indexes again.
CREATE INDEX "IDX_invoices_other_shape" ON invoices (id) WHERE shape <> 1;
CREATE INDEX "IDX_receipts_other_shape" ON receipts (id) WHERE shape <> 1;
