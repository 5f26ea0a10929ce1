import { expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { type Document, registerYear } from '../../../domain/numbering/documents.ts'
import { registerCodec } from '../../../domain/numbering/events.ts'
import { mushakNumber } from '../../../domain/numbering/numbers.ts'
import * as errors from '../../../infra/event-store/errors.ts'
import { legalRegisterStream } from '../../../infra/event-store/stream-names.ts'
import type { TakenNumber } from './register.ts'
import { type Fate, simulatedRegisters } from './testing/simulated-registers.ts'

type Registers = ReturnType<typeof simulatedRegisters>

let registers: Registers
jest.unstable_mockModule('../../../infra/event-store/errors.ts', () => errors)
jest.unstable_mockModule('../../../infra/event-store/append.ts', () => ({
  append: (...call: Parameters<Registers['append']>) => registers.append(...call),
}))
jest.unstable_mockModule('../../../infra/event-store/read.ts', () => ({
  readStream: (...call: Parameters<Registers['readStream']>) => registers.readStream(...call),
  readLast: (...call: Parameters<Registers['readLast']>) => registers.readLast(...call),
}))

/** A process has its own copy of the module, which gathers the requests of that process only. */
const startProcess = async () => {
  jest.resetModules()
  return import('./register.ts')
}
const processes = [await startProcess(), await startProcess(), await startProcess()]
const processAt = (index: number) => processes[index % processes.length] as (typeof processes)[number]

const lastOfJune = '2026-06-30T17:59:59.999Z'
const times = [lastOfJune, '2026-06-30T18:00:00.000Z', '2026-06-30T17:00:00.000Z', '2026-07-01T06:00:00.000Z']

/** A document, the process that decides it, and those that number it at the same time. */
const plan = fc.record({
  place: fc.constantFrom('MAIN', 'CTG'),
  decidedAt: fc.constantFrom(...times),
  decider: fc.nat(2),
  finishers: fc.array(fc.nat(2), { minLength: 1, maxLength: 3 }),
})
type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never

/** Repeats what was lost. */
const untilAnswered = async <Value>(attempt: () => Promise<Value>): Promise<Value> => {
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof errors.EventStoreUnavailable)) throw error
    }
  }
}

type Numbered = Plan & { document: Document; taken: TakenNumber[] }

/** Decides the document and numbers it, in every process of the plan, however often a call is lost. */
const numberDocument = async (planned: Plan, index: number): Promise<Numbered> => {
  const { place, decidedAt, decider, finishers } = planned
  const register = registerOf({ place, decidedAt })
  const seen = await untilAnswered(() => processAt(decider).readHead('acme', register))
  const document = { kind: 'INVOICE', invoiceId: `i-${index}`, noteId: null } as const
  const request = { document, decidedAt, metadata: {} }
  const finish = (process: number) =>
    untilAnswered(() => {
      const known = process === decider ? seen : { head: seen.head }
      return processAt(process).takeNumber('acme', { ...request, seen: known })
    })
  return { ...planned, document, taken: await Promise.all(finishers.map(finish)) }
}

const registerOf = ({ place, decidedAt }: Pick<Plan, 'place' | 'decidedAt'>) =>
  ({ series: '6.3', place, fiscalYear: registerYear(decidedAt) }) as const

/** The takes of a register, in their order. */
const takesIn = (stream: string) =>
  (registers.streams.get(stream) ?? []).map((stored) => {
    const event = registerCodec.decode(stored)
    if (event.type !== 'NumberTaken') throw new Error(`${stream} has a ${event.type}`)
    return event
  })

/** Every process has the same number for the document, which is that of its take. */
const expectOneNumber = ({ place, decidedAt, document, taken }: Numbered): void => {
  const [first] = taken
  const { serial = 0, issuedAt = '' } = first ?? {}
  expect(taken).toEqual(taken.map(() => first))
  const take = takesIn(legalRegisterStream('acme', registerOf({ place, decidedAt })))[serial - 1]
  expect(take).toEqual({ type: 'NumberTaken', document, place, decidedAt, issuedAt })
}

/** The serials of a register begin at 1 and have no gap, and times of issue rise with them. */
const expectNoGap = (numbered: readonly Numbered[]): void => {
  const taken = numbered
    .flatMap((one) => one.taken.slice(0, 1))
    .sort((one, other) => one.serial - other.serial)
  expect(taken.map(({ serial }) => serial)).toEqual(taken.map((_, index) => index + 1))
  const issued = taken.map(({ issuedAt }) => issuedAt)
  expect(issued).toEqual([...issued].sort())
}

const fates = fc.array(fc.constantFrom<Fate>('answered', 'lost before', 'lost after'), { maxLength: 40 })

test('7 22 50 serials of a place and year have no gap, whatever calls overlap or are lost', async () => {
  const plans = fc.array(plan, { minLength: 1, maxLength: 10 })
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), plans, fates, async (scheduler, planned, fated) => {
      const left = [...fated]
      registers = simulatedRegisters(
        (step) => scheduler.schedule(Promise.resolve(), step),
        () => left.shift() ?? 'answered',
      )
      const all = await scheduler.waitFor(Promise.all(planned.map(numberDocument)))

      for (const numbered of all) expectOneNumber(numbered)
      const byRegister = Map.groupBy(all, (one) => legalRegisterStream('acme', registerOf(one)))
      for (const [stream, numbered] of byRegister) {
        expectNoGap(numbered)
        expect(takesIn(stream)).toHaveLength(numbered.length)
      }
      expect(new Set(registers.streams.keys())).toEqual(new Set(byRegister.keys()))
      const printed = all.map((one) => {
        const { serial = 0, issuedAt = '' } = one.taken[0] ?? {}
        return `${registerOf(one).fiscalYear} ${mushakNumber(registerOf(one), issuedAt, serial)}`
      })
      expect(new Set(printed).size).toBe(planned.length)
    }),
    { numRuns: 300 },
  )
}, 60_000)
