/**
 * The assignment in every update of `invoice_search` that keeps the lexemes out of line, in the TOAST table.
 * The rows of 100,000 invoices then take 1,600 pages, which is the most that a search, a count or a filter
 * reads of the table.
 *
 * PostgreSQL moves a column out of line only when the row that it writes is larger than 2 kB, whatever
 * `toast_tuple_target` and STORAGE say: 3,000 rows with 1.6 kB of lexemes take 750 pages with a target of 128
 * and any storage, and 35 with the filler. The default of `filler` is 2,100 blanks, which make the row large
 * enough and take 35 bytes once they are compressed. A filler that is already stored counts as 35 bytes, so
 * an update has to assign the default again.
 */
export const storeLexemesOutOfLine = 'filler = default'
