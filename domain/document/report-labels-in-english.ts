import type { ReportLabels } from './report-labels.ts'

export const reportLabelsInEnglish: ReportLabels = {
  titles: {
    '6.2': 'Sales Book',
    '6.10': 'Purchase and Sales Invoices above Two Lakh Taka',
    '9.1': 'Value Added Tax Return',
  },
  rules: {
    '6.2':
      '(For registered or enlisted persons who process goods or services)\n' +
      '[See clause (b) of sub-rule (1) of rule 40 and clause (a) of rule 41]',
    '6.10': '[See sub-rule (1) of rule 42]',
    '9.1': '[See sub-rule (1) of rule 47]',
  },
  formNumbers: { '6.2': 'Mushak-6.2', '6.10': 'Mushak-6.10', '9.1': 'Mushak-9.1' },
  partsPrinted: { '6.2': '', '6.10': 'Part B: Sales', '9.1': 'Working paper for the return' },
  footnotes: {
    '6.2':
      'Columns 3 to 8, 19 and 20 (opening stock, production and closing stock) are not in this print, ' +
      'because this service keeps no stock. The figures of a credit note are negative. Long descriptions ' +
      'are shortened.',
    '6.10':
      'This print has the part on sales only; purchases are not in this service. An invoice is included ' +
      'when its value without tax and its supplementary duty together are above the limit. Later notes ' +
      'change nothing here.',
    '9.1':
      'This is a working paper for the return, and not the return. It has only the notes that follow ' +
      'from invoices, credit and debit notes, and certificates of VAT deducted at source: note 5, input ' +
      'tax, treasury deposits and all other notes are not in this service. Note 27 has only deductions ' +
      'that an earlier period claimed and that were reversed. The portal computes the taxes again from ' +
      'the value of each row of a sub-form, so they can differ by some poisha.',
  },
  sellerName: { '6.2': 'Name', '6.10': 'Name of registered/enlisted person', '9.1': 'Name of taxpayer' },
  sellerBin: { '6.2': 'Registration no. (BIN)', '6.10': 'BIN of registered/enlisted person', '9.1': 'BIN' },
  sellerAddress: 'Address',
  places: 'Places of issue',
  mainPlace: 'main',
  period: 'Tax period',
  documents: 'Documents',
  lastAdded: 'Last document added',
  incomplete: 'Incomplete',
  waiting: ['', ' invoices are not in this print yet; print it again later'],
  nothing: 'Nothing in this period',
  total: 'Total',
  salesBookColumns: [
    { number: '1', heading: 'Sl.' },
    { number: '2', heading: 'Date' },
    { number: '9', heading: 'Name' },
    { number: '10', heading: 'Address' },
    { number: '11', heading: 'Registration/ enlistment/ national ID no.' },
    { number: '12', heading: 'Number' },
    { number: '13', heading: 'Date' },
    { number: '14', heading: 'Description' },
    { number: '15', heading: 'Quantity' },
    { number: '16', heading: 'Taxable value' },
    { number: '17', heading: 'SD (if any)' },
    { number: '18', heading: 'VAT' },
    { number: '21', heading: 'Remarks' },
  ],
  salesBookGroups: {
    buyer: 'Buyer/recipient of supply',
    document: 'Invoice',
    supply: 'Goods/service sold or supplied',
  },
  remarks: { '6.3': '', '6.7': 'Credit note', '6.8': 'Debit note' },
  ofInvoice: 'Of: ',
  highValueColumns: [
    { number: '1', heading: 'Sl.' },
    { number: '2', heading: 'Invoice no.' },
    { number: '3', heading: 'Date of issue' },
    { number: '4a', heading: 'Without tax' },
    { number: '4b', heading: 'SD' },
    { number: '4c', heading: 'VAT' },
    { number: '4d', heading: 'Including all duties and taxes' },
    { number: '5', heading: "Buyer's name" },
    { number: '6', heading: "Buyer's address" },
    { number: '7', heading: "Buyer's BIN/ national ID no." },
  ],
  highValueGroup: 'Value (in taka)',
  returnColumns: [
    { number: '', heading: 'Item' },
    { number: '', heading: 'Note' },
    { number: 'a', heading: 'Value' },
    { number: 'b', heading: 'SD' },
    { number: 'c', heading: 'VAT' },
    { number: '', heading: 'Rows' },
    { number: '', heading: 'SD by the portal' },
    { number: '', heading: 'VAT by the portal' },
  ],
  subForm: 'Sub-form',
  parts: {
    3: 'Part 3: Supply - output tax',
    5: 'Part 5: Increasing adjustments (VAT)',
    6: 'Part 6: Decreasing adjustments (VAT)',
    7: 'Part 7: Net tax calculation',
  },
  signatory: 'Signature of responsible person',
  signatoryName: 'Name',
  designation: 'Designation',
  signingDate: 'Date',
}
