import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { MSKEvent } from 'aws-lambda'
import { InvocationError } from '../../../infra/lambda/invocation-error.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { handler as projectInvoices } from '../../projections/invoices/handler.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { readLedger } from '../../projections/invoices/testing/ledger.ts'
import { appendReceipt } from '../../projections/invoices/testing/receipt-story.ts'
import {
  expectInvoice,
  nothingFailed,
  owner,
  part,
  project,
  readRow,
  useStores,
  writer,
} from '../../projections/invoices/testing/stores.ts'
import { appendStory, recordsOf, type Story } from '../../projections/invoices/testing/story.ts'
import { readOtherShapes } from '../../read-model/rows/other-shapes.ts'
import { handler } from './handler.ts'
import { refoldRows } from './refold-rows.ts'

useStores()

let [batches, rejections] = [0, 0]
/** Whether the projection does not take the records of a stream. */
let isRejected = (_: string) => false
beforeEach(() => {
  batches = 0
  rejections = 0
  isRejected = () => false
  provideHostRuntime({
    environment: new AsyncLocalStorage<Record<string, string | undefined>>(),
    invoke: async (_, event) => {
      batches++
      const keys = Object.values((event as MSKEvent).records).flatMap((records) =>
        records.map(({ key }) => Buffer.from(key, 'base64').toString()),
      )
      if (keys.some(isRejected)) {
        rejections++
        throw new InvocationError('PAYLOAD_TOO_LARGE', 'project-invoices', 'too large')
      }
      return projectInvoices(event as MSKEvent)
    },
  })
})
afterAll(() => provideHostRuntime(undefined))

const refold = () => handler({}, { getRemainingTimeInMillis: () => 60_000 })

/** Makes all rows of a tenant those of the release before this one. */
const age = async (tenantId = 'acme') => {
  for (const statement of [
    `update tenant_${tenantId}_v1.invoices set shape = 0, "shapeRevision" = -1, state = '{"status": "ISSUED"}'`,
    `update tenant_${tenantId}_v1.receipts set shape = 0, "shapeRevision" = -1, state = '{}'`,
    ...['tax_documents', 'tax_lines', 'tax_receipts', 'tax_open_items'].map(
      (table) => `delete from tenant_${tenantId}_v1.${table}`,
    ),
  ])
    await writer().unsafe(statement)
}

const ledgers = (stories: readonly Story[]) => Promise.all(stories.map(readLedger))

describe('rows of the release before', () => {
  test('are filled with what the projection writes, and their invoices come into the ledger', async () => {
    const stories = await Promise.all([
      ...[adjusted, adjusted.slice(0, 2), adjusted.slice(0, 7)].map((decisions) => appendStory(decisions)),
      appendStory(adjusted, 'bengal'),
    ])
    const receipt = await appendReceipt()
    await project([...stories, receipt].flatMap(({ events }) => recordsOf(events)))
    const readReceipt = () => writer()`select * from tenant_acme_v1.receipts where id = ${receipt.id}`
    const [before, receiptBefore] = [await ledgers(stories), await readReceipt()]
    for (const tenant of ['acme', 'bengal']) await age(tenant)

    expect(await refold()).toEqual({ outcome: 'done', rows: 5 })
    for (const story of stories) await expectInvoice(story)
    expect(await ledgers(stories)).toEqual(before)
    expect(await readReceipt()).toEqual(receiptBefore)
    expect(await refold()).toEqual({ outcome: 'done', rows: 0 })
  })

  test('are filled page by page, and a run continues where the one before stopped', async () => {
    const decisions = adjusted.slice(0, 3)
    const stories = await Promise.all(Array.from({ length: 120 }, () => appendStory(decisions)))
    await project(stories.flatMap(({ events }) => recordsOf(events)))
    const before = await ledgers(stories)
    await age()
    const all = (await writer()`select from tenant_acme_v1.invoices`).length
    const oncePerPage = [true]
    expect(await refoldRows(writer(), () => oncePerPage.pop() ?? false)).toEqual({
      outcome: 'unfinished',
      rows: 100,
    })
    expect(batches).toBe(1)
    expect(await refold()).toMatchObject({ outcome: 'done', rows: expect.any(Number) })
    expect(await writer()`select from tenant_acme_v1.invoices where shape = 1`).toHaveLength(all)
    expect(await ledgers(stories)).toEqual(before)
  }, 60_000)

  test('without a stream stay as they are, and the others are filled', async () => {
    const [gone, story] = [await appendStory(), await appendStory()]
    await project([gone, story].flatMap(({ events }) => recordsOf(events)))
    const renamed = '00000000-0000-4000-8000-000000000000'
    await writer()`update tenant_acme_v1.invoices set id = ${renamed} where id = ${gone.id}`
    await age()
    await refold()
    await expectInvoice(story)
    expect(await readRow({ ...gone, id: renamed })).toMatchObject({ shape: 0 })
    await writer()`delete from tenant_acme_v1.invoices where id = ${renamed}`
  })

  test('are filled while the projection writes them on, with the same ledger', async () => {
    const stories = await Promise.all(Array.from({ length: 20 }, () => appendStory(adjusted)))
    await project(stories.flatMap(({ events }) => recordsOf(events)))
    const before = await ledgers(stories)
    await age()
    // The stream has all events: what the row lacks of them is read with the rest, or comes as a record.
    for (const [index, { id }] of stories.entries())
      await writer()`update tenant_acme_v1.invoices set revision = ${index % 12} where id = ${id}`
    const records = stories.flatMap((story) => recordsOf(part(story, 8, 12)))
    const results = await Promise.all([refold(), project(records), project(records.toReversed())])
    expect(results).toMatchObject([{ outcome: 'done' }, nothingFailed, nothingFailed])
    for (const story of stories) await expectInvoice(story)
    expect(await ledgers(stories)).toEqual(before)
  })

  test('that fail do not keep the others waiting, and the run fails at its end', async () => {
    const [bad, good] = [await appendStory(adjusted), await appendStory(adjusted)]
    const other = await appendStory(adjusted, 'bengal')
    await project([bad, good, other].flatMap(({ events }) => recordsOf(events)))
    for (const tenant of ['acme', 'bengal']) await age(tenant)
    isRejected = (stream) => stream === bad.stream
    await expect(refold()).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
    for (const story of [good, other]) await expectInvoice(story)
    expect(await readRow(bad)).toMatchObject({ shape: 0 })
    isRejected = () => false
    expect(await refold()).toMatchObject({ outcome: 'done', rows: 1 })
    await expectInvoice(bad)
  })

  test('are left after a few of a page have failed alone', async () => {
    const decisions = adjusted.slice(0, 3)
    const stories = await Promise.all(Array.from({ length: 12 }, () => appendStory(decisions)))
    await project(stories.flatMap(({ events }) => recordsOf(events)))
    await age()
    const rows = (await writer()`select from tenant_acme_v1.invoices`).length
    isRejected = (stream) => stream.startsWith('invoice-acme_')
    await expect(refold()).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
    expect(rejections).toBeLessThanOrEqual(Math.ceil(rows / 100) * 4)
    isRejected = () => false
    expect(await refold()).toMatchObject({ outcome: 'done', rows })
  })

  test('of a tenant that is not migrated yet wait, and the others are filled', async () => {
    const story = await appendStory(adjusted, 'bengal')
    await project(recordsOf(story.events))
    await age('bengal')
    await owner()`alter table tenant_acme_v1.invoices rename shape to later`
    try {
      expect(await refold()).toMatchObject({ outcome: 'done' })
      await expectInvoice(story)
    } finally {
      await owner()`alter table tenant_acme_v1.invoices rename later to shape`
    }
  })

  test('are filled by one run at a time', async () => {
    const runs = await owner().begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtext('finance.refold-rows'))`
      return refold()
    })
    expect(runs).toEqual({ outcome: 'busy', rows: 0 })
    expect(await refold()).toMatchObject({ outcome: 'done' })
  })

  test.each(['invoices', 'receipts'] as const)(
    'are found in an index of %s that has no others',
    async (table) => {
      // The number in the condition of the index has to be that of the code. Without the primary
      // key, no other index fits.
      let plan = ''
      const rolledBack = owner().begin(async (tx) => {
        await tx.unsafe(`alter table tenant_acme_v1.${table} drop constraint "PK_${table}"`)
        await tx`set local enable_seqscan = off`
        const explain = async (text: string, values: string[]) => {
          plan = JSON.stringify(await tx.unsafe(`explain ${text}`, values))
          return []
        }
        await readOtherShapes(
          { unsafe: explain } as never,
          { tenantId: 'acme', version: 1, table },
          { after: '', limit: 9 },
        )
        throw new Error('rolled back')
      })
      await expect(rolledBack).rejects.toThrow('rolled back')
      expect(plan).toContain(`IDX_${table}_other_shape`)
    },
  )
})
