-- The receipts are filled again from their streams.
DROP TABLE receipts;
