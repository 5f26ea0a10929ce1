import { atMost, type Figure, milliseconds, times } from './figure.ts'
import type { Execute } from './graphql-client.ts'
import { median } from './quantile.ts'
import { type RawCalls, withRawCalls } from './raw-calls.ts'
import { createInvoice, createInvoices, readBack } from './requests.ts'
import type { Service } from './service.ts'
import { time } from './time.ts'

/** The host compiles its code while it handles the first requests. */
const warmUpInvoices = 1_000
const warmUpRounds = 30

/**
 * Compares createInvoice with its raw calls, the calls that it needs in any case: an empty GraphQL request,
 * one read of a stream and two appends, sent with the raw client to the same node. They are measured in
 * turns, and only after the events of each create have reached their row, so that nothing else runs
 * meanwhile.
 */
export const measureCreateRatio = async (
  service: Service,
  execute: Execute,
  rounds: number,
): Promise<Figure> => {
  await createInvoices(execute, warmUpInvoices)
  return withRawCalls(service, execute, async (raw) => {
    const measured: Round[] = []
    for (let round = 0; round < rounds + warmUpRounds; round++) {
      const result = await measureRound(execute, raw)
      if (round >= warmUpRounds) measured.push(result)
    }
    return figureOf(measured)
  })
}

/** Durations in milliseconds. */
type Round = Record<'create' | keyof RawCalls, number>

const measureRound = async (execute: Execute, raw: RawCalls): Promise<Round> => {
  const create = await time(() => createInvoice(execute))
  await readBack(execute, create.value)
  return {
    create: create.tookMs,
    graphql: (await time(raw.graphql)).tookMs,
    read: (await time(raw.read)).tookMs,
    take: (await time(raw.take)).tookMs,
    append: (await time(raw.append)).tookMs,
  }
}

const figureOf = (measured: readonly Round[]): Figure => {
  const p50 = (of: (round: Round) => number): number => median(measured.map(of))
  const rawMs = p50(({ graphql, read, take, append }) => graphql + read + take + append)
  const parts = (['graphql', 'read', 'take', 'append'] as const).map(
    (name) => `${name} ${milliseconds(p50((round) => round[name]))}`,
  )
  const createMs = p50(({ create }) => create)
  return atMost(
    'createInvoice / its raw calls, p50',
    { measured: createMs / rawMs, bound: 1.25, unit: times },
    `${milliseconds(createMs)} / ${milliseconds(rawMs)}: ${parts.join(', ')}`,
  )
}
