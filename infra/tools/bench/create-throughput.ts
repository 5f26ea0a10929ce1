import { runConcurrently } from './concurrently.ts'
import { atLeast, type Figure, perSecond, times } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { median } from './quantile.ts'
import { withRawCalls } from './raw-calls.ts'
import { createInvoice } from './requests.ts'
import type { Service } from './service.ts'
import { time } from './time.ts'
import { withoutRelay } from './without-relay.ts'

const clients = 32
/** Of each kind in a round. */
const callsPerRound = 320
const warmUpRounds = 1

/**
 * Compares the creates per second of many clients at once with what the door and the raw calls would allow if
 * they followed each other: the rates of empty requests, and of a read with two appends, in turns. The raw
 * calls are not projected, so the creates are not either until all is measured.
 */
export const measureCreateThroughput = (
  service: Service,
  execute: Execute,
  rounds: number,
): Promise<Figure> =>
  withRawCalls(service, execute, async (raw) => {
    const kinds = {
      create: () => createInvoice(execute),
      door: raw.graphql,
      raw: async () => {
        await raw.read()
        await raw.take()
        await raw.append()
      },
    }
    const tookMs: Record<keyof typeof kinds, number[]> = { create: [], door: [], raw: [] }
    await withoutRelay(service, async () => {
      for (let round = 0; round < rounds + warmUpRounds; round++)
        for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
          const calls = await time(() => runConcurrently(callsPerRound, clients, kinds[kind]))
          if (round >= warmUpRounds) tookMs[kind].push(calls.tookMs)
        }
    })
    return figureOf({ create: median(tookMs.create), door: median(tookMs.door), raw: median(tookMs.raw) })
  })

/** 1 / (1 / door + 1 / raw) is the count of a round in the time of both. */
const figureOf = ({ create, door, raw }: Record<'create' | 'door' | 'raw', number>): Figure => {
  const rate = (tookMs: number): string => perSecond(callsPerRound, tookMs)
  return atLeast(
    `createInvoice of ${clients} clients / what door and raw calls allow`,
    { measured: (door + raw) / create, bound: 0.7, unit: times },
    `${rate(create)}; door ${rate(door)}, raw ${rate(raw)}`,
  )
}
