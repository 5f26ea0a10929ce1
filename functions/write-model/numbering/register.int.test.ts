import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { registerYear } from '../../../domain/numbering/documents.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { useEventStore } from '../testing/event-store.ts'
import { type NumberRequest, readHead, takeNumber } from './register.ts'

useEventStore()

const lastOfJune = '2026-06-30T17:59:59.999Z'
const firstOfJuly = '2026-06-30T18:00:00.000Z'

/** A document decided at that time by a command that read the register then. */
const decided = async (tenant: string, decidedAt: string): Promise<NumberRequest> => ({
  document: { kind: 'INVOICE', invoiceId: randomUUID(), noteId: null },
  decidedAt,
  seen: await readHead(tenant, { series: '6.3', place: 'MAIN', fiscalYear: registerYear(decidedAt) }),
  metadata: {},
})

/** The same request made later by another process, which knows only the recorded revision. */
const later = ({ seen, ...request }: NumberRequest): NumberRequest => ({
  ...request,
  seen: { head: seen.head },
})

let tenants = 0
const tenant = () => `t${++tenants}`

test('22 case 13: the fiscal year begins at midnight in Dhaka, and its first serial is 1', async () => {
  const acme = tenant()
  expect(await takeNumber(acme, await decided(acme, lastOfJune))).toEqual({ serial: 1, issuedAt: lastOfJune })
  expect(await takeNumber(acme, await decided(acme, firstOfJuly))).toEqual({
    serial: 1,
    issuedAt: firstOfJuly,
  })
})

test('7 a document of June that is finished in July is numbered in the year of June, at a time in June', async () => {
  const acme = tenant()
  const left = await decided(acme, '2026-06-30T17:00:00.000Z')
  await takeNumber(acme, await decided(acme, lastOfJune))
  await takeNumber(acme, await decided(acme, firstOfJuly))
  expect(await takeNumber(acme, later(left))).toEqual({ serial: 2, issuedAt: lastOfJune })
})

test('a time of issue is never before that of the previous serial, even when a clock was behind', async () => {
  const acme = tenant()
  const ahead = await takeNumber(acme, await decided(acme, '2026-01-05T10:00:30.000Z'))
  const behind = await takeNumber(acme, await decided(acme, '2026-01-05T10:00:00.000Z'))
  expect(behind).toEqual({ serial: ahead.serial + 1, issuedAt: ahead.issuedAt })
})

test('takes between a decision and its numbering raise the serial and the time of issue', async () => {
  const acme = tenant()
  const slow = await decided(acme, '2026-01-05T10:00:00.000Z')
  for (const minute of ['01', '02'])
    await takeNumber(acme, await decided(acme, `2026-01-05T10:${minute}:00.000Z`))
  expect(await takeNumber(acme, slow)).toEqual({ serial: 3, issuedAt: '2026-01-05T10:02:00.000Z' })
})

test('a batch that is partly numbered takes numbers only for the rest', async () => {
  const acme = tenant()
  const requests = await Promise.all(
    Array.from({ length: 6 }, () => decided(acme, '2026-01-05T10:00:00.000Z')),
  )
  const first = await Promise.all(requests.slice(0, 3).map((request) => takeNumber(acme, request)))
  const all = await Promise.all(requests.map((request) => takeNumber(acme, later(request))))
  expect(all.slice(0, 3)).toEqual(first)
  expect(all.map(({ serial }) => serial).sort()).toEqual([1, 2, 3, 4, 5, 6])
  expect(await readStream(`numbers-${acme}_6.3_MAIN_2025-2026`)).toHaveLength(6)
})

test('many requests for one document at once take one number', async () => {
  const acme = tenant()
  const request = await decided(acme, '2026-01-05T10:00:00.000Z')
  const taken = await Promise.all(Array.from({ length: 5 }, () => takeNumber(acme, request)))
  expect(new Set(taken.map(({ serial }) => serial))).toEqual(new Set([1]))
  expect(await readStream(`numbers-${acme}_6.3_MAIN_2025-2026`)).toHaveLength(1)
})

test('two requests that finish one document while another is numbered take one number', async () => {
  const acme = tenant()
  const [first, twice] = [await decided(acme, lastOfJune), await decided(acme, lastOfJune)]
  const taken = await Promise.all([first, twice, later(twice)].map((request) => takeNumber(acme, request)))
  expect(taken.map(({ serial }) => serial)).toEqual([1, 2, 2])
  expect(await takeNumber(acme, await decided(acme, lastOfJune))).toMatchObject({ serial: 3 })
})

test('7 any number of requests in any order: every document has one number, and the register has no gap', async () => {
  const wave = fc.array(fc.nat(7), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.array(wave, { minLength: 1, maxLength: 5 }), async (waves) => {
      const acme = tenant()
      const documents = await Promise.all(Array.from({ length: 8 }, () => decided(acme, lastOfJune)))
      const asked = new Set(waves.flat())
      for (const requested of waves) {
        await Promise.all(requested.map((index) => takeNumber(acme, documents[index] as NumberRequest)))
      }
      const numbers = await Promise.all(
        [...asked].map((index) => takeNumber(acme, later(documents[index] as NumberRequest))),
      )
      const serials = numbers.map(({ serial }) => serial).sort((one, other) => one - other)
      expect(serials).toEqual(Array.from(asked, (_, index) => index + 1))
      expect(await readStream(`numbers-${acme}_6.3_MAIN_2025-2026`)).toHaveLength(asked.size)
    }),
    { numRuns: 30 },
  )
}, 60_000)

test('a register that lacks the revision of a decision gives that decision no number', async () => {
  const acme = tenant()
  await takeNumber(acme, await decided(acme, '2026-01-05T10:00:00.000Z'))
  const sound = await decided(acme, '2026-01-05T10:00:00.000Z')
  const lost = { ...sound, seen: { head: { ...sound.seen.head, revision: 41 } } }
  await expect(takeNumber(acme, lost)).rejects.toMatchObject({ code: 'REGISTER_SHORTENED' })
  const together = await Promise.allSettled([
    takeNumber(acme, later(sound)),
    takeNumber(acme, lost),
    takeNumber(acme, later(sound)),
  ])
  expect(together[1]).toMatchObject({ status: 'rejected', reason: { code: 'REGISTER_SHORTENED' } })
})
