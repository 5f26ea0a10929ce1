import type { LocalDate } from '../../../domain/calendar/dates.ts'
import { codeHistories } from '../../../domain/tax/code-rates.ts'
import type { CodeHistory } from '../../../domain/tax/codes/history.ts'
import { vatRates } from '../../../domain/tax/rates.ts'
import { code, page, table } from './markdown.ts'

const dayBefore = (date: LocalDate): LocalDate => {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - 1)
  return day.toISOString().slice(0, 10)
}

const categoryTable = table(
  ['Category', 'Rate', 'For example', 'From', 'To', 'Source'],
  vatRates.map((rate) => [
    rate.category,
    `${rate.percent} %`,
    rate.examples,
    rate.validFrom,
    rate.validTo ?? '',
    rate.source,
  ]),
)

const periodRows = ({ code: name, supply, supplyBangla, periods }: CodeHistory) =>
  periods.map(({ from, percents, source, confidence }, index) => {
    const next = periods[index + 1]
    const rates = percents.map((percent) => `${percent} %`).join(' or ')
    const label = index === 0 ? `${supply}. ${supplyBangla}` : ''
    return [
      code(name),
      label,
      rates || 'a tax per unit',
      from,
      next ? dayBefore(next.from) : '',
      source,
      confidence.toLowerCase(),
    ]
  })

const codeTable = table(
  ['Code', 'Supply', 'Rate', 'From', 'To', 'Source', 'Confidence'],
  codeHistories.flatMap(periodRows),
)

/** docs/rates.md: the rates that lines are checked against, for an accountant. */
export const ratesPage = (): string =>
  page(
    '# Rates of VAT',
    `The service checks the lines of an invoice against these rates on the invoice date. An empty *To* means
that the rate is in force. "Act" is the Value Added Tax and Supplementary Duty Act 2012. The rates are data in
\`domain/tax/\`: a change of the law is a new row, and the rows of the past remain.`,
    '## By category',
    'A REDUCED line can have any rate that is in force for REDUCED, unless its code has one below.',
    categoryTable,
    '## By code',
    `With a code of this table in \`hsCode\`, a REDUCED or TRUNCATED line must have the rate of the code, or it
is refused with \`RATE_NOT_OF_CODE\`. If a REDUCED line gives no rate, it gets that of the code; if the
code has several, the line must choose one. A line at 15 %, because the law says so or because the supplier
elects it (s.15(3)), has the category STANDARD.

A REDUCED or TRUNCATED line without a code, with another code, or with a code whose rate has low confidence,
can have any rate of its category. It gets the warning \`RATE_NOT_CHECKED\`.

An HS heading stands for all codes below it. Most goods are not listed, because their rate depends on whether
a manufacturer or a trader sells them.`,
    `The confidence is high where the Act, its schedule, a gazetted order or several independent sources
agree, medium with one good source, and low where sources differ or the first day is not certain. Where the
first day is not known it is 2019-07-01, when the Act came into force.`,
    codeTable,
  )
