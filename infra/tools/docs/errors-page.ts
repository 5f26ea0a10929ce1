import { inWords, refusals } from '../../../domain/refusal/catalogue.ts'
import type { Entry } from '../../../domain/refusal/entry.ts'
import { inputRefusals } from '../../../domain/refusal/input.ts'
import { invoiceRefusals } from '../../../domain/refusal/invoice.ts'
import { partyRefusals } from '../../../domain/refusal/party.ts'
import { settlementRefusals } from '../../../domain/refusal/settlement.ts'
import { contractCodes } from './contract-codes.ts'
import { code, page, table } from './markdown.ts'

const intro = `Every error of the API has a stable code. Build on the code: messages may be worded better one day.`

const example = `\`\`\`json
${JSON.stringify(
  {
    message: inWords(refusals.OVERPAYMENT.message, refusals.OVERPAYMENT.example),
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

const members = `- \`path\` names the input field that is wrong, such as \`input.lineItems[2].quantity\`; null where no single one is.
- \`params\` holds what the message was built from, so that it can be written in another language. Where several things are wrong with the
  input, \`params.problems\` lists them, the first one included, each with its path and message, a refusal of
  the rules with code and params too.
- \`retryable\` says whether the same request may succeed later. Repeat a mutation only with its idempotency key: it then takes effect once.
- \`correlationId\` finds the request in the logs; it is also in the header \`X-Correlation-ID\`.

After a refusal nothing has changed. HTTP is 200 once a field ran; a request that is refused whole has the status given below.`

const contract = table(
  ['Code', 'HTTP', 'Again?', 'When', 'What helps'],
  Object.entries(contractCodes).map(([name, { status, again, when, help }]) => [
    code(name),
    status,
    again,
    when,
    help,
  ]),
)

const sections: [string, string, Readonly<Record<string, Entry>>][] = [
  ['Single values', 'Figures, dates and texts.', inputRefusals],
  ['Parties', 'Tax numbers, the seller and the buyer.', partyRefusals],
  ['The invoice', 'Its lines, its taxes and its way from draft to issue.', invoiceRefusals],
  ['Settlement', 'Payments, refunds, credit and debit notes.', settlementRefusals],
]

const refusalTable = (entries: Readonly<Record<string, Entry>>): string =>
  table(
    ['Code', 'Message', 'For example'],
    Object.entries(entries).map(([name, { message, example }]) => [
      code(name),
      message.replace(/\{(\w+)\}/g, '`{$1}`'),
      /\{\w+\}/.test(message) ? inWords(message, example) : '',
    ]),
  )

/** Every code that a client can meet, with its message and what to do about it. */
export const errorsPage = (): string =>
  page(
    '# Errors',
    intro,
    example,
    members,
    '## The request and the service',
    contract,
    '## The rules of invoicing',
    'These come with HTTP 200 and are never worth sending again unchanged. What stands in braces is a member of `params`.',
    ...sections.flatMap(([title, about, entries]) => [`### ${title}`, about, refusalTable(entries)]),
  )

/** For the test: the sections above and the catalogue hold the same codes. */
export const documentedRefusals = (): string[] => sections.flatMap(([, , entries]) => Object.keys(entries))
