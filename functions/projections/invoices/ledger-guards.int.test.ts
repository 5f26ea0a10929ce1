import { describe, expect, test } from '@jest/globals'
import * as example from '../../../domain/testing/examples.ts'
import { recordOf } from '../../../infra/kafka/cloud-event.ts'
import { asTenant } from '../../../infra/postgres/tenant-schema.ts'
import { adjusted, serialsOf } from './testing/adjusted-story.ts'
import { readLedger } from './testing/ledger.ts'
import { nothingFailed, project, reader, readMarks, useStores } from './testing/stores.ts'
import { appendStory, record, recordsOf } from './testing/story.ts'

useStores()

describe('the ledger of a tenant', () => {
  test('has a serial once: the second invoice with it is set aside, and the others go on', async () => {
    const [first, second, third] = [await appendStory(adjusted), await appendStory(), await appendStory()]
    await project(recordsOf(first.events))
    const [taken, own] = [serialsOf(first)[0], serialsOf(second)[0]]
    const repeated = second.events.map((event) => {
      const data = event.data as { serial?: number; number?: string }
      if (data.serial !== own) return recordOf(event)
      const number = `MUSHAK-6.3-2024-10-${String(taken).padStart(6, '0')}`
      return recordOf({ ...event, data: { ...data, serial: taken, number } })
    })
    const records = [...repeated.map((one) => record(one)), ...recordsOf(third.events)]
    expect(await project(records)).toEqual(nothingFailed)
    expect(await readMarks()).toMatchObject([
      { stream: second.stream, error: expect.stringContaining('IDX_tax_documents_register') },
    ])
    expect((await readLedger(third)).documents).toHaveLength(1)
  })

  test('is read by no other tenant', async () => {
    const story = await appendStory(adjusted)
    await project(recordsOf(story.events))
    const tables = ['tax_documents', 'tax_lines', 'tax_receipts', 'tax_open_items']
    const read = (tenantId: string, schema: string) =>
      Promise.all(
        tables.map((table) =>
          asTenant(reader(), { tenantId }, async (sql) => {
            const [row] = await sql.unsafe<{ count: number }[]>(
              `select count(*)::int as count from ${schema}${table}`,
            )
            return (row?.count ?? 0) > 0
          }).catch((error: { code: string }) => error.code),
        ),
      )
    expect(await read('acme', '')).toEqual([true, true, true, true])
    expect(await read('bengal', '')).toEqual([false, false, false, false])
    expect(await read('bengal', 'tenant_acme_v1.')).toEqual(['42501', '42501', '42501', '42501'])
  })
})

test('an invoice that was issued before the first layout of the return is set aside alone', async () => {
  const at = '2018-01-15T06:00:00Z'
  const early = [example.creating(), example.approving({ at }), example.numbering(1, at)]
  const [bad, good] = [await appendStory(early), await appendStory()]
  expect(await project([...recordsOf(bad.events), ...recordsOf(good.events)])).toEqual(nothingFailed)
  expect(await readMarks()).toMatchObject([
    { stream: bad.stream, error: expect.stringContaining('No layout of the return') },
  ])
  expect((await readLedger(good)).documents).toHaveLength(1)
})
