import { describe, expect, test } from '@jest/globals'
import { expectInvoice, nothingFailed, part, project, rowIn, useStores, writer } from './testing/stores.ts'
import { recordsOf, type Story, told, wholeLife } from './testing/story.ts'

useStores()

const openNumbers = ({ stream }: Story) =>
  writer()`select tenant, document, series, fiscal_year as "fiscalYear", seen_revision as seen from finance.open_numbers where stream = ${stream}`

describe('the row of an invoice', () => {
  test('is the fold of its records, with what lists need beside it', async () => {
    const story = await told()
    expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
    await expectInvoice(story)
    expect(await rowIn(story)).toMatchObject({
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

  test('many invoices of two tenants in one batch, each in the schema of its tenant', async () => {
    const stories = await Promise.all(
      Array.from({ length: 30 }, (_, index) => told(wholeLife, index % 2 ? 'acme' : 'bengal')),
    )
    const records = stories.flatMap((story, index) => recordsOf(story.events, index % 3))
    expect(await project(records)).toEqual(nothingFailed)
    for (const story of stories) await expectInvoice(story)
  })

  test('a document without its number is listed until it has one', async () => {
    const story = await told()
    await project(recordsOf(part(story, 0, 4)))
    expect(await openNumbers(story)).toEqual([
      { tenant: 'acme', document: story.id, series: '6.3', fiscalYear: '2024-2025', seen: '-1' },
    ])
    await project(recordsOf(part(story, 4, 5)))
    expect(await openNumbers(story)).toEqual([])
  })
})

describe('45 delivered twice', () => {
  test('the same record, and the whole batch again, leave the same row', async () => {
    const story = await told()
    const records = recordsOf(story.events)
    await project(records.flatMap((each) => [each, each]))
    const first = await rowIn(story)
    expect(await project(records)).toEqual(nothingFailed)
    expect(await rowIn(story)).toEqual(first)
    await expectInvoice(story)
  })
})
