import { type Figure, milliseconds, perSecond, times, withoutBudget } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { median } from './quantile.ts'
import { createInvoice, createInvoices, readBack } from './requests.ts'
import { time } from './time.ts'

type Options = { invoices: number; rounds: number; log(line: string): void }

/** Compares createInvoice before and after the tenant has many more invoices. */
export const measureCreateGrowth = async (
  execute: Execute,
  { invoices, rounds, log }: Options,
): Promise<Figure> => {
  const beforeMs = await measureP50(execute, rounds)
  const { tookMs } = await time(() =>
    createInvoices(execute, invoices, (done) => log(`created ${done} of ${invoices} invoices`)),
  )
  const afterMs = await measureP50(execute, rounds)
  const rate = `${perSecond(invoices, tookMs)} in between, 16 at a time`
  return withoutBudget(
    `createInvoice, after ${invoices} invoices / before, p50`,
    times(afterMs / beforeMs),
    `${milliseconds(afterMs)} / ${milliseconds(beforeMs)}; ${rate}`,
  )
}

const measureP50 = async (execute: Execute, rounds: number): Promise<number> => {
  const createMs: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { tookMs, value } = await time(() => createInvoice(execute))
    createMs.push(tookMs)
    await readBack(execute, value)
  }
  return median(createMs)
}
