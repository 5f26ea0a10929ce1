import { atMost, type Figure, milliseconds } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { median, quantile } from './quantile.ts'
import { createInvoice, readBack } from './requests.ts'
import { time } from './time.ts'

/**
 * The query waits this long for the row; then it reads the stream. A slower response did not come from the
 * row.
 */
const queryWaitMs = 1_000
const warmUpRounds = 20

type Options = { rounds: number; line: string; boundMs: number }

/** Measures from the response of createInvoice to the response of the query that contains the invoice. */
export const measureCreateToReadable = async (
  execute: Execute,
  { rounds, line, boundMs }: Options,
): Promise<Figure> => {
  const readMs: number[] = []
  for (let round = 0; round < rounds + warmUpRounds; round++) {
    const created = await createInvoice(execute)
    const { tookMs } = await time(() => readBack(execute, created))
    if (round >= warmUpRounds) readMs.push(tookMs)
  }
  const fromStream = readMs.filter((each) => each >= queryWaitMs).length
  const source = fromStream === 0 ? 'all from the row' : `${fromStream} of ${rounds} from the stream`
  return atMost(
    line,
    { measured: quantile(readMs, 0.99), bound: boundMs, unit: milliseconds },
    `p50 ${milliseconds(median(readMs))}, slowest ${milliseconds(Math.max(...readMs))}; ${source}`,
  )
}
