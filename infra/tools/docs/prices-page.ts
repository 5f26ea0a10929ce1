import { exchangeRates, priceLists } from '../../../domain/usage/prices.ts'
import { code, page, table } from './markdown.ts'

const priceTable = table(
  ['From', 'Region', 'Million invocations', 'GB-second', 'Million API requests', 'Source'],
  priceLists.map((list) => [
    list.from,
    code(list.region),
    list.perMillionInvocations,
    list.perGigabyteSecond,
    list.perMillionApiRequests,
    list.source,
  ]),
)

const rateTable = table(
  ['From', 'Taka per dollar', 'Source'],
  exchangeRates.map(({ from, takaPerDollar, source }) => [from, takaPerDollar, source]),
)

/** docs/prices.md: what bills are made with. */
export const pricesPage = (): string =>
  page(
    '# Prices',
    `The bills of [usage.md](usage.md) are made with these prices: what is used on a day costs what the price
list of that day says, in taka at the rate of that day. The first list and the first rate apply also before
their day. An entry is never changed, because bills were made with it: a new price is a new entry in
\`domain/usage/prices.ts\`.`,
    '## Price lists',
    'US dollars without tax, of the first tier, without the free tier.',
    priceTable,
    '## Rates of exchange',
    rateTable,
  )
