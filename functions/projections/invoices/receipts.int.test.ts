import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { snapshotOf } from '../../../domain/event/snapshot.ts'
import { receipts } from '../../../domain/receipt/aggregate.ts'
import type { ReceiptEvent } from '../../../domain/receipt/events.ts'
import { noon } from '../../../domain/testing/examples.ts'
import { append } from '../../../infra/event-store/append.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { saveReceiptRows } from '../../read-model/rows/receipt-table.ts'
import { newEvent } from '../../write-model/stream.ts'
import { fold, foldStream } from './apply.ts'
import { receiptFolding } from './folding.ts'
import { appendReceipt, wholeReceipt } from './testing/receipt-story.ts'
import {
  expectInvoice,
  nothingFailed,
  part,
  project,
  readMarks,
  useStores,
  waitForLock,
  writer,
} from './testing/stores.ts'
import { appendStory, recordsOf, type Story } from './testing/story.ts'

useStores()

const readReceipt = async ({ tenantId, id }: Story) => {
  const sql = writer()
  const [row] = await sql`select * from ${sql(`tenant_${tenantId}_v1`)}.receipts where id = ${id}`
  return row
}
const readOpen = ({ stream }: Story) =>
  writer()`select tenant from finance.open_receipts where stream = ${stream}`

/** Expects the row to be the fold of the events in the event store. */
const expectReceipt = async (story: Story) => {
  const { folded } = await foldStream(receiptFolding, story.stream)
  expect(await readReceipt(story)).toMatchObject({
    revision: String(folded.revision),
    state: snapshotOf(folded.state),
  })
}

describe('the row of a receipt', () => {
  test('contains the fold of its records and the columns of lists', async () => {
    const story = await appendReceipt()
    expect(await project(recordsOf(part(story, 0, 3)))).toEqual(nothingFailed)
    expect(await readReceipt(story)).toMatchObject({
      ...{ customerId: 'customer-1', amount: '500.00', unapplied: '200.00', revision: '2' },
      recordedAt: '2024-10-15T06:00:00.000Z',
    })
    await project(recordsOf(story.events))
    await expectReceipt(story)
  })

  test('comes with a row in open_receipts while the outcome of a part is open', async () => {
    const story = await appendReceipt()
    const open: number[] = []
    for (const revision of wholeReceipt.keys()) {
      await project(recordsOf(part(story, revision, revision + 1)))
      open.push((await readOpen(story)).length)
    }
    expect(open).toEqual([1, 1, 0, 1, 1, 0])
  })

  test('leaves the row in open_receipts of another version of the read model', async () => {
    const story = await appendReceipt()
    await project(recordsOf(part(story, 0, 1)))
    await writer()`update finance.open_receipts set version = 2 where stream = ${story.stream}`
    await project(recordsOf(part(story, 1, 3)))
    expect(await readOpen(story)).toHaveLength(1)
    await writer()`delete from finance.open_receipts`
  })

  test('45 46 is the same whatever the order, however often records come and whichever lack', async () => {
    const indexes = fc.array(fc.nat(wholeReceipt.length - 1), { maxLength: 12, size: 'max' })
    await fc.assert(
      fc.asyncProperty(indexes, async (order) => {
        const story = await appendReceipt()
        const delivered = order.map((index) => story.events[index]).filter((event) => event !== undefined)
        for (const event of delivered) expect(await project(recordsOf([event]))).toEqual(nothingFailed)
        await project(recordsOf(story.events.slice(-1)))
        await expectReceipt(story)
        expect(await readOpen(story)).toEqual([])
      }),
      { numRuns: 15 },
    )
  })

  test.each([0, 2])(
    '46 is not written by a slower projection that had read %i events before another wrote them all',
    async (loaded) => {
      const story = await appendReceipt()
      await project(recordsOf(part(story, 0, loaded)))
      let slower: ReturnType<typeof project> | undefined
      await writer().begin(async (tx) => {
        const { state: receipt, revision } = fold(
          receiptFolding,
          receiptFolding.unwritten,
          story.events,
        ).folded
        if (receipt.status === 'NONE') throw new Error('The story is empty')
        const change = { receipt, revision, from: loaded - 1 }
        expect((await saveReceiptRows(tx, { tenantId: 'acme', version: 1 }, [change])).size).toBe(1)
        slower = project(recordsOf(part(story, loaded, 4)))
        await waitForLock()
      })
      expect(await slower).toEqual(nothingFailed)
      await expectReceipt(story)
    },
  )

  test('is that of its own events when its stream begins with refusals', async () => {
    const story = await appendReceipt(wholeReceipt, 'acme', 2)
    expect(await project(recordsOf(part(story, 0, 2)))).toEqual(nothingFailed)
    expect(await readReceipt(story)).toBeUndefined()
    expect(await project(recordsOf(part(story, 0, 4)))).toEqual(nothingFailed)
    expect(await readReceipt(story)).toMatchObject({ revision: '3', amount: '500.00' })
    await project(recordsOf(part(story, 5, 8)))
    await expectReceipt(story)
    expect(await readMarks()).toEqual([])
  })

  test('is written beside the rows of invoices in one batch', async () => {
    const [receipt, invoice] = [await appendReceipt(), await appendStory()]
    expect(await project([...recordsOf(receipt.events), ...recordsOf(invoice.events, 1)])).toEqual(
      nothingFailed,
    )
    await expectReceipt(receipt)
    await expectInvoice(invoice)
  })
})

test('47 59 a receipt with an event that cannot have happened is set aside, and others go on', async () => {
  const [bad, good] = [await appendReceipt(), await appendReceipt()]
  const again: ReceiptEvent = { type: 'AllocationReversed', paymentId: `${bad.id}-none`, at: noon }
  await append(bad.stream, [newEvent(receipts, again, { tenantId: 'acme' })], 5)
  const records = recordsOf([...(await readStream(bad.stream)), ...good.events])
  expect(await project(records)).toEqual(nothingFailed)
  expect(await readMarks()).toMatchObject([{ stream: bad.stream, tenant: 'acme' }])
  expect(await readReceipt(bad)).toMatchObject({ revision: '5' })
  await expectReceipt(good)
})
