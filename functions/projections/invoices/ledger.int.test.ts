import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { acme } from '../../../domain/testing/examples.ts'
import { adjusted, later, noteIdOf, serialsOf } from './testing/adjusted-story.ts'
import { readLedger } from './testing/ledger.ts'
import { nothingFailed, part, project, useStores, writer } from './testing/stores.ts'
import { appendStory, recordsOf, type Story } from './testing/story.ts'

useStores()

const withoutIds = ({ documents, lines, receipts, items }: Awaited<ReturnType<typeof readLedger>>) => ({
  documents: documents.length,
  lines: lines.length,
  receipts: receipts.map(({ payment_id, reversed_on }) => [payment_id, reversed_on]),
  items,
})

describe('the ledger of an invoice', () => {
  test('contains its documents as they were issued', async () => {
    const story = await appendStory(adjusted)
    expect(await project(recordsOf(story.events))).toEqual(nothingFailed)
    const { documents } = await readLedger(story)
    const [first = 0, second = 0, third = 0] = serialsOf(story)
    const number = (serial: number) => String(serial).padStart(6, '0')
    const original = {
      original_number: `MUSHAK-6.3-2024-10-${number(first)}`,
      original_issued_at: '2024-10-15T06:00:00.000Z',
    }
    const all = {
      ...{ invoice_id: story.id, place: 'MAIN', fiscal_year: '2024-2025', due_date: '2024-11-15' },
      ...{ seller_name: acme.name, seller_bin: acme.bin, address_of_issue: acme.address },
      ...{ buyer_id: 'customer-1', buyer_name: 'বেঙ্গল ট্রেডার্স', buyer_address: '৭ আগ্রাবাদ, চট্টগ্রাম' },
      ...{ buyer_bin: '0012345670202', buyer_nid: null, vehicle: 'Van 9', added_at: null },
    }
    const inNovember = { issued_at: new Date(later).toISOString(), issued_on: '2024-11-15' }
    expect(documents).toEqual([
      {
        ...{ ...all, document_id: story.id, kind: '6.3', sign: 1, serial: String(first) },
        ...{ number: original.original_number, issued_at: original.original_issued_at },
        issued_on: '2024-10-15',
        ...{ original_number: null, original_issued_at: null, reason: null },
        ...{ value: '10000.00', sd: '2000.00', vat: '1800.00' },
      },
      {
        ...{ ...all, document_id: noteIdOf(story, 'CreditNoteIssued'), kind: '6.7', sign: -1 },
        ...{ number: `MUSHAK-6.7-2024-11-${number(second)}`, serial: String(second), ...inNovember },
        ...{ ...original, reason: 'Returned', value: '4000.00', sd: '800.00', vat: '720.00' },
      },
      {
        ...{ ...all, document_id: noteIdOf(story, 'DebitNoteIssued'), kind: '6.8', sign: 1 },
        ...{ number: `MUSHAK-6.8-2024-11-${number(third)}`, serial: String(third), ...inNovember },
        ...{ ...original, reason: 'Delivered more', value: '50.00', sd: '10.00', vat: '9.00' },
      },
    ])
  })

  test('contains their lines', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(story.events))
    const line = {
      ...{ line_no: 1, supply_class: 'GENERAL', return_note: 4, first_of_return_note: true },
      vat_category: 'STANDARD',
      ...{ vat_rate: '15.0000', specific_vat_per_unit: null, sd_rate: '20.0000', hs_code: '2523.29.00' },
      ...{ description: 'Portland cement, 50 kg', unit: 'bag' },
    }
    expect((await readLedger(story)).lines).toMatchObject([
      {
        ...line,
        kind: '6.3',
        issued_on: '2024-10-15',
        quantity: '10.000000',
        vat: '1800.00',
      },
      {
        ...line,
        kind: '6.7',
        issued_on: '2024-11-15',
        quantity: '4.000000',
        vat: '720.00',
      },
      { ...line, kind: '6.8', issued_on: '2024-11-15', quantity: null, vat: '9.00' },
    ])
  })

  test('contains its receipts, with the reversal of one', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(story.events))
    const money = {
      ...{ invoice_id: story.id, receipt_id: null, buyer_id: 'customer-1', kind: 'RECEIPT', method: 'CASH' },
      ...{ paid_on: '2024-10-15', reversed_on: null, certificate_number: null, certificate_date: null },
      ...{ certificate_value: null, deposit_account_code: null, deposit_serial: null, deposit_date: null },
      ...{ claim_period: null, added_at: null },
    }
    expect((await readLedger(story)).receipts).toEqual([
      { ...money, payment_id: 'p-500', amount: '500.00', reversed_on: '2024-11-14' },
      { ...money, payment_id: 'p-7340', amount: '7340.00' },
      {
        ...{ ...money, payment_id: 'v-1', amount: '1000.00', method: 'VDS_CERTIFICATE' },
        ...{ certificate_number: 'V-1', certificate_date: '2024-10-15', claim_period: '2024-10-01' },
        ...{ deposit_account_code: '1/1133/0010/0311', deposit_serial: 'D-7', deposit_date: '2024-10-15' },
      },
      {
        ...{ ...money, payment_id: 'w', amount: '9.00', kind: 'WRITE_OFF', method: 'WRITE_OFF' },
        paid_on: '2024-11-15',
      },
    ])
  })

  test('says on which days there may be a balance, as far as its events are known', async () => {
    const story = await appendStory(adjusted)
    const seen = new Set<string>()
    for (const revision of adjusted.keys()) {
      await project(recordsOf(part(story, revision, revision + 1)))
      for (const { opened_on, settled_on } of (await readLedger(story)).items)
        seen.add(`${opened_on} to ${settled_on}`)
    }
    expect([...seen]).toEqual(['2024-10-15 to infinity', '2024-10-15 to 2024-11-15'])
  })

  test('gets a document when its number is there, and not when it is decided', async () => {
    const story = await appendStory(adjusted)
    const counts: number[] = []
    for (const revision of adjusted.keys()) {
      await project(recordsOf(part(story, revision, revision + 1)))
      counts.push((await readLedger(story)).documents.length)
    }
    expect(counts).toEqual([0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3])
  })

  test('45 stays as it is when records are delivered again', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(story.events))
    const [first, added] = [await readLedger(story), await readAdded(story)]
    await project(recordsOf(story.events))
    expect([await readLedger(story), await readAdded(story)]).toEqual([first, added])
  })

  test('46 is the same whatever the order, however often records come, and whichever are missing', async () => {
    const whole = await appendStory(adjusted)
    await project(recordsOf(whole.events))
    const expected = withoutIds(await readLedger(whole))
    const batches = fc.array(fc.array(fc.nat(adjusted.length - 1), { minLength: 1, maxLength: 8 }), {
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(batches, async (chosen) => {
        const story = await appendStory(adjusted)
        for (const indexes of chosen) {
          const events = indexes.flatMap((index) => story.events[index] ?? [])
          expect(await project(recordsOf(events))).toEqual(nothingFailed)
        }
        await project(recordsOf(story.events.slice(-1)))
        expect(withoutIds(await readLedger(story))).toEqual(expected)
      }),
      { numRuns: 15 },
    )
  })

  test('46 is whole after several projections wrote it at the same time', async () => {
    const stories = await Promise.all(Array.from({ length: 4 }, () => appendStory(adjusted)))
    const upTo = (revision: number) => stories.flatMap((story) => recordsOf(part(story, 0, revision)))
    for (const revision of [3, 7, 12])
      expect(
        await Promise.all([upTo(revision), upTo(revision).toReversed(), upTo(revision - 1)].map(project)),
      ).toEqual([nothingFailed, nothingFailed, nothingFailed])
    for (const story of stories)
      expect(withoutIds(await readLedger(story))).toMatchObject({ documents: 3, lines: 3 })
  })
})

const readAdded = ({ id }: Story) => writer()`
  select added_at from tenant_acme_v1.tax_documents where invoice_id = ${id}
  union all select added_at from tenant_acme_v1.tax_receipts where invoice_id = ${id} order by 1`
