import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { personalFields } from '../../domain/event/decode.ts'
import { invoiceEvents } from '../../domain/invoice/events.ts'
import { recordOf } from '../kafka/cloud-event.ts'
import { personalFieldNames } from './loggable.ts'

const root = join(import.meta.dirname, '../..')
const marked = invoiceEvents.flatMap(({ type }) =>
  personalFields(invoiceEvents, type).map((path) => path.split('.').at(-1) ?? ''),
)

test('every field that an event marks as personal is on the list', () => {
  expect([...new Set(marked)].sort()).toEqual(['mobileNumber', 'nid'])
  expect(marked.filter((name) => !personalFieldNames.has(name))).toEqual([])
})

test('every field of the contract for such a number is on the list', () => {
  const contract = readFileSync(join(root, 'functions/contract/schema.graphql'), 'utf8')
  const fields = [...contract.matchAll(/^\s+(nid|\w*NID|\w*[mM]obile\w*)\s*:/gm)].map(
    ([, name]) => name ?? '',
  )
  expect(new Set(fields)).toEqual(personalFieldNames)
})

test('the headers of a record contain nothing from the data of an event', () => {
  const folder = join(root, 'domain/invoice/frozen-events')
  const files = readdirSync(folder)
  expect(files.length).toBeGreaterThan(10)
  for (const file of files) {
    const [type = ''] = file.split('.')
    const data = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    const stored = {
      id: 'e-1',
      stream: 'invoice-acme_1',
      revision: 0,
      created: '2024-10-15T06:00:00Z',
    }
    const metadata = { tenantId: 'acme', actor: 'u-1', correlationId: 'c-1', commandId: 'x' }
    const withData = recordOf({ ...stored, type, data, metadata }).headers
    expect(withData).toEqual(recordOf({ ...stored, type, data: {}, metadata }).headers)
  }
})
