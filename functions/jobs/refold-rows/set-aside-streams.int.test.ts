import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { MSKEvent } from 'aws-lambda'
import { append } from '../../../infra/event-store/append.ts'
import { readStream } from '../../../infra/event-store/read.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { handler as projectInvoices } from '../../projections/invoices/handler.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { readLedger } from '../../projections/invoices/testing/ledger.ts'
import { project, readMarks, readRow, useStores, writer } from '../../projections/invoices/testing/stores.ts'
import { appendStory, recordsOf } from '../../projections/invoices/testing/story.ts'
import { refoldRows } from './refold-rows.ts'

useStores()

beforeAll(() =>
  provideHostRuntime({
    environment: new AsyncLocalStorage<Record<string, string | undefined>>(),
    invoke: async (_, event) => projectInvoices(event as MSKEvent),
  }),
)
afterAll(() => provideHostRuntime(undefined))

test('the row of a stream that is set aside gets its shape and its documents, up to the failure', async () => {
  const story = await appendStory(adjusted)
  const unreadable = { id: randomUUID(), type: 'HappenedAnew', data: {}, metadata: { tenantId: 'acme' } }
  await append(story.stream, [unreadable], adjusted.length - 1)
  await project(recordsOf(await readStream(story.stream)))
  const [before, marks] = [await readLedger(story), await readMarks()]
  expect(marks).toMatchObject([{ stream: story.stream }])
  await writer()`update tenant_acme_v1.invoices set shape = 0, "shapeRevision" = -1 where id = ${story.id}`
  for (const table of ['tax_documents', 'tax_lines', 'tax_receipts', 'tax_open_items'])
    await writer().unsafe(`delete from tenant_acme_v1.${table}`)

  expect(await refoldRows(writer(), () => true)).toEqual({ outcome: 'done', rows: 1 })

  expect(await readRow(story)).toMatchObject({ shape: 1, revision: String(adjusted.length - 1) })
  expect(await readLedger(story)).toEqual(before)
  expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: String(adjusted.length) }])
  expect(await refoldRows(writer(), () => true)).toEqual({ outcome: 'done', rows: 0 })
})

test('a row that has more than its stream can be folded to keeps its shape, and is not counted', async () => {
  const story = await appendStory(adjusted)
  await project(recordsOf(story.events))
  await writer()`
    update tenant_acme_v1.invoices set shape = 0, "shapeRevision" = -1, revision = 20 where id = ${story.id}`

  for (const _ of ['set aside by the record', 'set aside before'])
    expect(await refoldRows(writer(), () => true)).toEqual({ outcome: 'done', rows: 0 })

  expect(await readRow(story)).toMatchObject({ shape: 0, revision: '20' })
  expect(await readMarks()).toMatchObject([{ stream: story.stream, revision: '20' }])
})
