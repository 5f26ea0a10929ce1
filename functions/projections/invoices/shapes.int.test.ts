import { describe, expect, test } from '@jest/globals'
import { snapshotOf } from '../../../domain/event/snapshot.ts'
import { foldStream } from './apply.ts'
import { receiptFolding } from './folding.ts'
import { handler } from './handler.ts'
import { adjusted } from './testing/adjusted-story.ts'
import { readLedger } from './testing/ledger.ts'
import { appendReceipt } from './testing/receipt-story.ts'
import {
  expectInvoice,
  nothingFailed,
  part,
  project,
  readMarks,
  readRow,
  useStores,
  writer,
} from './testing/stores.ts'
import { appendStory, recordsOf, type Story } from './testing/story.ts'

useStores()

/** Makes the row of an invoice one of a release that knew neither shapes nor the ledger. */
const age = async ({ id }: Story, revision?: number) => {
  await writer()`
    update tenant_acme_v1.invoices set shape = 0, "shapeRevision" = -1, state = '{"status": "ISSUED"}',
      revision = coalesce(${revision ?? null}::bigint, revision) where id = ${id}`
  for (const table of ['tax_documents', 'tax_receipts', 'tax_open_items'])
    await writer().unsafe(`delete from tenant_acme_v1.${table} where invoice_id = '${id}'`)
}

describe('a row with a state of another shape', () => {
  test('is folded again from its stream by the next record', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(part(story, 0, 8)))
    await age(story)
    expect(await project(recordsOf(part(story, 8, 12)))).toEqual(nothingFailed)
    await expectInvoice(story)
    const { documents, receipts } = await readLedger(story)
    expect([documents.length, receipts.length]).toEqual([3, 4])
  })

  test('is folded again by a record that it has already, with the same ledger as before', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(story.events))
    const before = await readLedger(story)
    await age(story)
    await writer()`delete from tenant_acme_v1.tax_lines where document_id = ${story.id}`
    expect(await project(recordsOf(part(story, 3, 4)))).toEqual(nothingFailed)
    await expectInvoice(story)
    expect(await readLedger(story)).toEqual(before)
  })

  test('leaves no open number behind that its stream has closed', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(part(story, 0, 2)))
    await age(story)
    await project(recordsOf(part(story, 2, 3)))
    await expect(
      writer()`select from finance.open_numbers where stream = ${story.stream}`,
    ).resolves.toHaveLength(0)
  })

  test('is set aside when the event store does not have all of its events', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(story.events))
    await age(story, 20)
    expect(await project(recordsOf(part(story, 3, 4)))).toEqual(nothingFailed)
    expect(await readRow(story)).toMatchObject({ revision: '20', shape: 0 })
    expect(await readMarks()).toMatchObject([
      { stream: story.stream, revision: '20', error: expect.stringContaining('only up to revision 11') },
    ])
  })

  test('stays set aside as long as the event store does not have all of its events', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(story.events))
    await age(story, 20)
    await project(recordsOf(part(story, 3, 4)))
    const repair = { stream: story.stream, version: 1 }
    expect(await handler({ repair })).toMatchObject({ outcome: 'failed', revision: 20 })
    expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: '20' }])
  })

  test('is also one that the release before has written over', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(part(story, 0, 8)))
    expect(await readRow(story)).toMatchObject({ revision: '7', shape: 1, shapeRevision: '7' })
    await writer()`update tenant_acme_v1.invoices set revision = 8, state = '{}' where id = ${story.id}`
    expect(await readRow(story)).toMatchObject({ revision: '8', shape: 0 })
    await project(recordsOf(part(story, 9, 12)))
    await expectInvoice(story)
  })
})

test('the row of a receipt with a state of another shape is folded again too', async () => {
  const story = await appendReceipt()
  await project(recordsOf(part(story, 0, 4)))
  await writer()`
    update tenant_acme_v1.receipts set shape = 0, state = '{}', unapplied = 0 where id = ${story.id}`
  expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
  const { folded } = await foldStream(receiptFolding, story.stream)
  const [row] = await writer()`select * from tenant_acme_v1.receipts where id = ${story.id}`
  expect(row).toMatchObject({
    ...{ revision: String(folded.revision), state: snapshotOf(folded.state), shape: 1 },
    shapeRevision: String(folded.revision),
  })
  expect(await writer()`select from finance.open_receipts where stream = ${story.stream}`).toHaveLength(0)
})
