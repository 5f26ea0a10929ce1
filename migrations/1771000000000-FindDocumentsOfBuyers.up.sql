-- Ages of receivables name each buyer as the latest document does.
CREATE INDEX "IDX_tax_documents_buyer" ON tax_documents (buyer_id, issued_at);
