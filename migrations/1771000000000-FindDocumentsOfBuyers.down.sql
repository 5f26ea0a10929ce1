DROP INDEX "IDX_tax_documents_buyer";
