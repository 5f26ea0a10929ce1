import { createInvoice, readBack } from './business.ts'
import type { Ask } from './client.ts'
import { atMost, type Figure, median, ms, quantile, timed } from './figure.ts'

/** Milliseconds after which the query answers from the stream when the row has not come: such an answer is no row. */
const patienceOfQuery = 1_000

/** From a create's answer to the answer of the query that shows it. */
export const readable = async (
  ask: Ask,
  rounds: number,
  { line, bound }: { line: string; bound: number },
): Promise<Figure> => {
  const took: number[] = []
  for (let round = 0; round < rounds + 20; round++) {
    const created = await createInvoice(ask)
    const read = await timed(() => readBack(ask, created))
    if (round >= 20) took.push(read.took)
  }
  const fallbacks = took.filter((each) => each >= patienceOfQuery).length
  const rows =
    fallbacks === 0 ? 'every one from its row' : `${fallbacks} of ${rounds} from the stream, not the row`
  return atMost(
    line,
    { measured: quantile(took, 0.99), bound, unit: ms },
    `p50 ${ms(median(took))}, worst ${ms(Math.max(...took))}; ${rows}`,
  )
}
