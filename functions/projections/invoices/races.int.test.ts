import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as example from '../../../domain/testing/examples.ts'
import { changeOf, saveRows } from '../../read-model/rows/rows.ts'
import { fold, nothing } from './fold.ts'
import {
  expectInvoice,
  marks,
  nothingFailed,
  owner,
  part,
  project,
  rowIn,
  useStores,
  waitingForLock,
  writer,
} from './testing/stores.ts'
import { recordsOf, told, wholeLife } from './testing/story.ts'

useStores()

describe('46 out of order, crashed, raced', () => {
  test('an older batch after a newer one overwrites nothing', async () => {
    const story = await told()
    await project(recordsOf(story.events))
    await project(recordsOf(part(story, 0, 4)))
    await expectInvoice(story)
  })

  test('a gap is read from the event store', async () => {
    const story = await told()
    await project(recordsOf(part(story, 0, 2)))
    await project(recordsOf(part(story, 5, 6)))
    await expectInvoice(story)
    await project(recordsOf(part(story, 2, 5)))
    await expectInvoice(story)
  })

  test('a stream whose first records never came is read whole', async () => {
    const story = await told()
    await project(recordsOf(part(story, 8, 9)))
    await expectInvoice(story)
  })

  test('a transaction killed half-way leaves nothing behind and its records are asked for again', async () => {
    const story = await told()
    const other = await told(wholeLife, 'bengal')
    const sql = owner()
    await sql`create function public.kill() returns trigger language plpgsql
      as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`
    await sql`create trigger kill after insert on tenant_acme_v1.invoices for each row execute function public.kill()`
    const records = [...recordsOf(other.events), ...recordsOf(story.events, 1)]
    const answer = await project(records)
    await sql`drop trigger kill on tenant_acme_v1.invoices`
    expect(answer).toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 'finance.invoice.events-1', offset: records[9]?.offset } },
      ],
    })
    expect(await rowIn(story)).toBeUndefined()
    await expectInvoice(other)
    expect(await project(records.slice(9))).toEqual(nothingFailed)
    await expectInvoice(story)
  })

  test('two projections at the same rows end in the fold, whoever wins', async () => {
    const stories = await Promise.all(Array.from({ length: 5 }, () => told(wholeLife, 'racing')))
    const upTo = (revision: number) => stories.flatMap((story) => recordsOf(part(story, 0, revision)))
    for (const revision of [1, 3, 5, 7, 9]) {
      const answers = await Promise.all(
        [upTo(revision), upTo(revision).toReversed(), upTo(revision - 1)].map(project),
      )
      expect(answers).toEqual([nothingFailed, nothingFailed, nothingFailed])
    }
    for (const story of stories) await expectInvoice(story)
  })

  test.each([
    { loaded: 0, written: 9, delivered: 5 },
    { loaded: 2, written: 9, delivered: 5 },
    { loaded: 0, written: 4, delivered: 9 },
    { loaded: 2, written: 4, delivered: 9 },
  ])(
    'one that loaded $loaded events while another wrote $written adds of its $delivered only what is new',
    async ({ loaded, written, delivered }) => {
      const story = await told()
      await project(recordsOf(part(story, 0, loaded)))
      let late: ReturnType<typeof project> | undefined
      await writer().begin(async (tx) => {
        const { folded } = fold(nothing, part(story, 0, written))
        if (folded.invoice.status === 'NONE') throw new Error('The story is empty')
        const faster = await saveRows(tx, 'acme', [changeOf(folded.invoice, folded.revision, loaded - 1)])
        expect(faster.size).toBe(1)
        late = project(recordsOf(part(story, loaded, delivered)))
        await waitingForLock()
      })
      expect(await late).toEqual(nothingFailed)
      await expectInvoice(story)
    },
  )

  test('any interleaving, repetition and loss of records ends in the straight fold', async () => {
    const stories = await Promise.all([
      told(),
      told(wholeLife.slice(0, 5)),
      told([...wholeLife.slice(0, 5), example.cancelling()], 'bengal'),
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
        expect(await marks()).toEqual([])
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})
