import { refusals } from '../../../domain/refusal/catalogue.ts'
import type { Entry } from '../../../domain/refusal/entry.ts'
import { inputRefusals } from '../../../domain/refusal/input.ts'
import { invoiceRefusals } from '../../../domain/refusal/invoice.ts'
import { partyRefusals } from '../../../domain/refusal/party.ts'
import { receiptRefusals } from '../../../domain/refusal/receipt.ts'
import { settlementRefusals } from '../../../domain/refusal/settlement.ts'
import { fillTemplate } from '../../../domain/refusal/template.ts'
import { contractCodes } from './contract-codes.ts'
import { code, page, table } from './markdown.ts'

const intro = 'Every error of the API has a code that never changes. Messages may change: rely on the code.'

const example = `\`\`\`json
${JSON.stringify(
  {
    message: fillTemplate(refusals.OVERPAYMENT.message, refusals.OVERPAYMENT.example),
    extensions: {
      code: 'OVERPAYMENT',
      path: 'input.amount',
      params: refusals.OVERPAYMENT.example,
      retryable: false,
      correlationId: '2f1c4a0e-6a58-4d5c-9d0f-0c1f6f2f4e1b',
    },
  },
  null,
  2,
)}
\`\`\``

const members = `- \`path\` names the input field that is wrong, such as \`input.lineItems[2].quantity\`.
  It is null if the error does not belong to one field.
- \`params\` contains the values in the message, so that a client can write the message in another
  language. If several fields are wrong, \`params.problems\` lists all of them, including the first.
  Each has a path and a message; those that break a rule of invoicing also have a code and params.
  Values that are not of the type of their field, such as a \`Date\` or a \`Decimal\` that cannot be read, an
  unknown field or an omitted one, are INVALID_INPUT before any rule is checked: each is an entry of
  \`errors\` with its own path, and \`params\` is empty.
- \`retryable\` says whether the same request may succeed later. Send a mutation again only with its
  idempotency key, so that it takes effect once.
- \`correlationId\` identifies the request in the logs. The header \`X-Correlation-ID\` of the response
  contains it too.

A refused mutation changes nothing.

The HTTP status depends on the header \`Accept\`, as GraphQL over HTTP defines:

- With \`application/graphql-response+json\`, the status is 200 once a field was executed. If the request as
  a whole is refused, the status is the one in the table.
- With \`application/json\`, or without the header, the status is 200 for a refusal too. It is the one in the
  table only if the request could not be read as GraphQL (400, 405, 413, 415), if its token is not valid
  (401), if the gateway refused it, or if the service failed (5xx).

This table is for \`/graphql\` and \`/auth\`. A file is refused with a status of its own, such as
403 for FORBIDDEN: [documents](documents.md) and [reports](reports.md) list them.`

const contract = table(
  ['Code', 'HTTP status', 'Send again?', 'When', 'What to do'],
  Object.entries(contractCodes).map(([name, { httpStatus, resend, when, remedy }]) => [
    code(name),
    httpStatus,
    resend,
    when,
    remedy,
  ]),
)

const sections: [string, string, Readonly<Record<string, Entry>>][] = [
  ['Single values', 'Numbers, dates and texts.', inputRefusals],
  ['Parties', 'Tax numbers, the seller and the buyer.', partyRefusals],
  ['The invoice', 'Its lines, its taxes and its steps from draft to issue.', invoiceRefusals],
  ['Settlement', 'Payments, refunds, write-offs, credit and debit notes.', settlementRefusals],
  ['Receipts', 'Money over several invoices, and its parts.', receiptRefusals],
]

const refusalTable = (entries: Readonly<Record<string, Entry>>): string =>
  table(
    ['Code', 'Message', 'Example'],
    Object.entries(entries).map(([name, { message, example }]) => [
      code(name),
      message.replace(/\{(\w+)\}/g, '`{$1}`'),
      /\{\w+\}/.test(message) ? fillTemplate(message, example) : '',
    ]),
  )

/** The page of all error codes that a client can receive, with their messages and what to do. */
export const errorsPage = (): string =>
  page(
    '# Errors',
    intro,
    example,
    members,
    '## The request and the service',
    contract,
    '## The rules of invoicing',
    'The HTTP status is 200. Sending the same request again does not help. Names in braces are in `params`.',
    ...sections.flatMap(([title, about, entries]) => [`### ${title}`, about, refusalTable(entries)]),
  )

/** The codes of all sections, for the test that compares them with the catalogue. */
export const documentedRefusals = (): string[] => sections.flatMap(([, , entries]) => Object.keys(entries))
