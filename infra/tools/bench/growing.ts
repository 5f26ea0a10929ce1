import { createInvoice, createMany, readBack } from './business.ts'
import type { Ask } from './client.ts'
import { type Figure, median, ms, stated, timed, times } from './figure.ts'

type Options = { invoices: number; rounds: number; log(line: string): void }

/** Whether a create costs more when the tenant has many invoices. */
export const growing = async (ask: Ask, { invoices, rounds, log }: Options): Promise<Figure> => {
  const before = await createP50(ask, rounds)
  const { took } = await timed(() =>
    createMany(ask, invoices, (done) => log(`growing: ${done} of ${invoices} invoices`)),
  )
  const after = await createP50(ask, rounds)
  const rate = `${((invoices / took) * 1000).toFixed(0)} creates / s on the way, 16 at a time`
  return stated(
    `createInvoice p50 after ${invoices} invoices`,
    times(after / before),
    `${ms(before)} -> ${ms(after)}; ${rate}`,
  )
}

const createP50 = async (ask: Ask, rounds: number): Promise<number> => {
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const created = await timed(() => createInvoice(ask))
    took.push(created.took)
    await readBack(ask, created.value)
  }
  return median(took)
}
