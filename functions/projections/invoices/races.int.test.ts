import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as example from '../../../domain/testing/examples.ts'
import { changeOf, saveRows } from '../../read-model/rows/invoice-table.ts'
import { fold } from './apply.ts'
import { invoiceFolding } from './folding.ts'
import {
  expectInvoice,
  nothingFailed,
  owner,
  part,
  project,
  readMarks,
  readRow,
  useStores,
  waitForLock,
  writer,
} from './testing/stores.ts'
import { appendStory, recordsOf, wholeLife } from './testing/story.ts'

useStores()

describe('46 records out of order, crashes and races', () => {
  test('an older batch after a newer one overwrites nothing', async () => {
    const story = await appendStory()
    await project(recordsOf(story.events))
    await project(recordsOf(part(story, 0, 4)))
    await expectInvoice(story)
  })

  test('missing events are read from the event store', async () => {
    const story = await appendStory()
    await project(recordsOf(part(story, 0, 2)))
    await project(recordsOf(part(story, 5, 6)))
    await expectInvoice(story)
    await project(recordsOf(part(story, 2, 5)))
    await expectInvoice(story)
  })

  test('a stream whose first records are missing is read from its beginning', async () => {
    const story = await appendStory()
    await project(recordsOf(part(story, 8, 9)))
    await expectInvoice(story)
  })

  test('a killed transaction writes nothing, and its records are requested again', async () => {
    const story = await appendStory()
    const other = await appendStory(wholeLife, 'bengal')
    const sql = owner()
    await sql`create function public.kill() returns trigger language plpgsql
      as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`
    await sql`create trigger kill after insert on tenant_acme_v1.invoices
      for each row execute function public.kill()`
    const records = [...recordsOf(other.events), ...recordsOf(story.events, 1)]
    const response = await project(records)
    await sql`drop trigger kill on tenant_acme_v1.invoices`
    expect(response).toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 'finance.invoice.events-1', offset: records[9]?.offset } },
      ],
    })
    expect(await readRow(story)).toBeUndefined()
    await expectInvoice(other)
    expect(await project(records.slice(9))).toEqual(nothingFailed)
    await expectInvoice(story)
  })

  test('after projections write the same rows at the same time, the rows are the fold', async () => {
    const stories = await Promise.all(Array.from({ length: 5 }, () => appendStory(wholeLife, 'racing')))
    const upTo = (revision: number) => stories.flatMap((story) => recordsOf(part(story, 0, revision)))
    for (const revision of [1, 3, 5, 7, 9]) {
      const responses = await Promise.all(
        [upTo(revision), upTo(revision).toReversed(), upTo(revision - 1)].map(project),
      )
      expect(responses).toEqual([nothingFailed, nothingFailed, nothingFailed])
    }
    for (const story of stories) await expectInvoice(story)
  })

  test('a migration drops an index after it has made another, while records come', async () => {
    const story = await appendStory()
    await project(recordsOf(part(story, 0, 2)))
    let slower: ReturnType<typeof project> | undefined
    await owner().begin(async (tx) => {
      await tx`create index made on tenant_acme_v1.invoices (id)`
      slower = project(recordsOf(part(story, 2, 5)))
      await waitForLock()
      await tx`drop index tenant_acme_v1.made`
    })
    expect(await slower).toEqual(nothingFailed)
    await project(recordsOf(part(story, 5, 9)))
    await expectInvoice(story)
  })

  test.each([
    { loaded: 0, written: 9, delivered: 5 },
    { loaded: 2, written: 9, delivered: 5 },
    { loaded: 0, written: 4, delivered: 9 },
    { loaded: 2, written: 4, delivered: 9 },
  ])(
    'of $delivered events, only the new ones are added ($loaded were loaded before another wrote $written)',
    async ({ loaded, written, delivered }) => {
      const story = await appendStory()
      await project(recordsOf(part(story, 0, loaded)))
      let slower: ReturnType<typeof project> | undefined
      await writer().begin(async (tx) => {
        const { folded } = fold(invoiceFolding, invoiceFolding.unwritten, part(story, 0, written))
        if (folded.state.status === 'NONE') throw new Error('The story is empty')
        const faster = await saveRows(tx, { tenantId: 'acme', version: 1 }, [
          changeOf(folded.state, folded.revision, loaded - 1),
        ])
        expect(faster.size).toBe(1)
        slower = project(recordsOf(part(story, loaded, delivered)))
        await waitForLock()
      })
      expect(await slower).toEqual(nothingFailed)
      await expectInvoice(story)
    },
  )

  test('after any interleaving, repetition and loss of records, the row is the fold', async () => {
    const stories = await Promise.all([
      appendStory(),
      appendStory(wholeLife.slice(0, 5)),
      appendStory([...wholeLife.slice(0, 5), example.cancelling()], 'bengal'),
    ])
    const sql = writer()
    const all = stories.flatMap(({ events }) => events)
    const delivery = fc.array(fc.array(fc.nat(all.length - 1), { minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(delivery, async (batches) => {
        for (const { tenantId, id } of stories)
          await sql`delete from ${sql(`tenant_${tenantId}_v1`)}.invoices where id = ${id}`
        for (const chosen of batches) await project(recordsOf(chosen.flatMap((index) => all[index] ?? [])))
        await project(recordsOf(stories.flatMap(({ events }) => events.slice(-1))))
        for (const story of stories) await expectInvoice(story)
        expect(await readMarks()).toEqual([])
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})
