import { describe, expect, test } from '@jest/globals'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
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
import { appendStory, record, recordsOf, type Story, wholeLife } from './testing/story.ts'

useStores()

const readOpenNumbers = ({ stream }: Story) => writer()`
  select tenant, document, series, place, fiscal_year as "fiscalYear", seen_revision as seen
  from finance.open_numbers where stream = ${stream}`

describe('the row of an invoice', () => {
  test('contains the fold of its records and the columns of lists', async () => {
    const story = await appendStory()
    expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
    await expectInvoice(story)
    expect(await readRow(story)).toMatchObject({
      status: 'PAID',
      grandTotal: '11500.00',
      paidAmount: '11500.00',
      balance: '0.00',
      revision: '8',
      mushakNumber: 'MUSHAK-6.3-2024-10-000001',
      issueDate: '2024-10-15',
      customerName: 'বেঙ্গল ট্রেডার্স',
    })
  })

  test('is in the schema of its tenant when a batch has records of several tenants', async () => {
    const stories = await Promise.all(
      Array.from({ length: 30 }, (_, index) => appendStory(wholeLife, index % 2 ? 'acme' : 'bengal')),
    )
    const records = stories.flatMap((story, index) => recordsOf(story.events, index % 3))
    expect(await project(records)).toEqual(nothingFailed)
    for (const story of stories) await expectInvoice(story)
  })

  test('comes with rows in open_numbers for documents that have no number yet', async () => {
    const story = await appendStory()
    await project(recordsOf(part(story, 0, 4)))
    expect(await readOpenNumbers(story)).toEqual([
      {
        tenant: 'acme',
        document: story.id,
        series: '6.3',
        place: 'MAIN',
        fiscalYear: '2024-2025',
        seen: '-1',
      },
    ])
    await project(recordsOf(part(story, 4, 5)))
    expect(await readOpenNumbers(story)).toEqual([])
  })

  test('leaves the rows in open_numbers of another version of the read model', async () => {
    const story = await appendStory()
    await project(recordsOf(part(story, 0, 4)))
    await writer()`update finance.open_numbers set version = 2 where stream = ${story.stream}`
    await project(recordsOf(part(story, 4, 5)))
    expect(await readOpenNumbers(story)).toHaveLength(1)
    await writer()`delete from finance.open_numbers`
  })
})

describe('45 records that are delivered twice', () => {
  test('leave the same row', async () => {
    const story = await appendStory()
    const records = recordsOf(story.events)
    await project(records.flatMap((each) => [each, each]))
    const first = await readRow(story)
    expect(await project(records)).toEqual(nothingFailed)
    expect(await readRow(story)).toEqual(first)
    await expectInvoice(story)
  })
})

test('a stream whose first event names another invoice is set aside, and the row of that one stays', async () => {
  const [story, other] = [await appendStory(), await appendStory()]
  const [created] = story.events
  if (!created) throw new Error('The story is empty')
  const foreign = recordOf({ ...created, data: { ...(created.data as object), invoiceId: other.id } })
  await project(recordsOf(other.events))

  expect(await project([record(foreign)])).toEqual(nothingFailed)

  await expectInvoice(other)
  expect(await readMarks()).toMatchObject([
    { stream: story.stream, error: `${story.stream} contains an event of another stream` },
  ])
})
