import { describe, expect, jest, test } from '@jest/globals'
import type { MSKRecord } from 'aws-lambda'
import * as example from '../../../domain/testing/examples.ts'
import type { Decide } from '../../../domain/testing/scenario.ts'
import { maxStateBytes } from '../../read-model/rows/load-states.ts'
import { inGroups } from '../../write-model/receipts/in-groups.ts'
import { readLedger } from './testing/ledger.ts'
import {
  expectInvoice,
  nothingFailed,
  owner,
  part,
  project,
  readMarks,
  readRow,
  useStores,
  writer,
} from './testing/stores.ts'
import { appendStory, manyLines, recordsOf, type Story, wholeLife } from './testing/story.ts'

// The streams of hundreds of invoices are appended few at a time.
jest.setTimeout(300_000)
useStores()

const largeLife = [example.creating({ lineItems: manyLines }), example.approving(), example.numbering()]
const largeCount = 24

/** Few at once: each append has a deadline, also on a busy machine. */
const appendStories = (life: readonly Decide[], count: number): Promise<Story[]> =>
  inGroups(Array.from({ length: count }), 4, () => appendStory(life))

/** Large invoices whose rows have their first event, delivered in batches of a usual size. */
const projectLargeDrafts = async (): Promise<Story[]> => {
  const stories = await appendStories(largeLife, largeCount)
  for (let from = 0; from < largeCount; from += 8)
    await project(stories.slice(from, from + 8).flatMap((story) => recordsOf(part(story, 0, 1))))
  return stories
}

type Transaction = { rows: number; bytes: number; largest: number }

/** The transactions that have written the rows of these invoices last, and the bytes of their states. */
const readTransactions = (stories: readonly Story[]): Promise<Transaction[]> =>
  writer()<Transaction[]>`
    select count(*)::int as rows, sum(size)::int as bytes, max(size)::int as largest
    from (
      select xmin::text as transaction, pg_column_size(state || '{}') as size
      from tenant_acme_v1.invoices where id = any(${stories.map(({ id }) => id)}::text[])
    ) as sizes group by transaction`

/** A state that was read from the event store is measured as JSON, which is a little smaller. */
const expectBounded = (transactions: readonly Transaction[]): void => {
  expect(transactions.reduce((sum, { rows }) => sum + rows, 0)).toBe(largeCount)
  expect(transactions.length).toBeGreaterThan(1)
  for (const { bytes, largest } of transactions) expect(bytes - largest).toBeLessThan(1.1 * maxStateBytes)
}

const laterEvents = (stories: readonly Story[]): MSKRecord[] =>
  stories.flatMap((story) => recordsOf(part(story, 1, 3)))

describe('46 a batch of small events of large invoices', () => {
  test('is written in several transactions, each with a bounded size of states', async () => {
    const stories = await projectLargeDrafts()
    expect(await project(laterEvents(stories))).toEqual(nothingFailed)
    expectBounded(await readTransactions(stories))
    for (const story of stories) await expectInvoice(story)
    expect(await readMarks()).toEqual([])
  })

  test('is written so also where the rows are missing and the streams are read', async () => {
    const stories = await projectLargeDrafts()
    await writer()`
      delete from tenant_acme_v1.invoices where id = any(${stories.map(({ id }) => id)}::text[])`
    expect(await project(stories.flatMap((story) => recordsOf(part(story, 2, 3))))).toEqual(nothingFailed)
    expectBounded(await readTransactions(stories))
    for (const story of stories) await expectInvoice(story)
  })

  test('when a later transaction fails, leaves those before, whose records are duplicates then', async () => {
    const stories = await projectLargeDrafts()
    const last = stories.toSorted((one, other) => (one.id < other.id ? -1 : 1)).at(-1) as Story
    await owner().unsafe(`
      create function public.kill() returns trigger language plpgsql
        as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
      create trigger kill after update on tenant_acme_v1.invoices
        for each row when (new.id = '${last.id}') execute function public.kill()`)
    const records = laterEvents(stories)
    const response = await project(records)
    await owner()`drop trigger kill on tenant_acme_v1.invoices`
    await owner()`drop function public.kill()`
    expect(response.batchItemFailures).toMatchObject([{ itemIdentifier: { offset: records[0]?.offset } }])
    const written = await Promise.all(stories.map(readRow))
    const committed = written.filter((row) => row?.revision === '2').length
    expect(committed).toBeGreaterThan(0)
    expect(committed).toBeLessThan(largeCount)

    expect(await project(records)).toEqual(nothingFailed)
    for (const story of stories) {
      await expectInvoice(story)
      const { documents, lines } = await readLedger(story)
      expect([documents.length, lines.length]).toEqual([1, manyLines.length])
    }
    expect(await writer()`select stream from finance.open_numbers`).toEqual([])
  })
})

test('46 500 usual invoices of a tenant are written in one transaction', async () => {
  const stories = await appendStories(wholeLife.slice(0, 6), 500)
  for (const [from, to] of [
    [0, 5],
    [5, 6],
  ] as const)
    expect(await project(stories.flatMap((story) => recordsOf(part(story, from, to))))).toEqual(nothingFailed)
  expect(await readTransactions(stories)).toMatchObject([{ rows: 500 }])
})
