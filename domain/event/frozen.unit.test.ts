import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { invoices } from '../invoice/aggregate.ts'
import { invoiceEvents } from '../invoice/events.ts'
import { registerCodec, registerEvents } from '../numbering/events.ts'
import { receipts } from '../receipt/aggregate.ts'
import { receiptEvents } from '../receipt/events.ts'
import { tenants } from '../tenant/aggregate.ts'
import { tenantEvents } from '../tenant/events.ts'
import { frozenNames, typeAndVersion } from '../testing/frozen.ts'
import type { Codec } from './codec.ts'
import type { Declaration } from './declaration.ts'
import { EventUndecodable, personalFields } from './decode.ts'

/** Events as they were stored. These files are never edited; a new version of a type adds a file. */
const folderOf = (room: string) => join(import.meta.dirname, '..', room, 'frozen-events')
const frozen = (room: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folderOf(room), name), 'utf8'))

const rooms = [
  ['invoice', invoiceEvents, invoices],
  ['tenant', tenantEvents, tenants],
  ['numbering', registerEvents, registerCodec],
  ['receipt', receiptEvents, receipts],
] as unknown as readonly (readonly [string, readonly Declaration[], Codec<{ type: string }>])[]

describe.each(rooms)('%s events', (room, declarations, { decode, encode }) => {
  const names = frozenNames(declarations)

  test('each type and version has one frozen file, and there is no other file', () => {
    expect(readdirSync(folderOf(room)).toSorted()).toEqual([...names].toSorted())
  })

  test.each(names)('%s is decoded, and is the same when it is stored again', (name) => {
    const [type, version] = typeAndVersion(name)
    const event = decode({ type, data: frozen(room, name), metadata: { schemaVersion: version } })
    expect(event).toMatchObject({ type })
    const written = encode(event)
    expect(decode({ ...written, metadata: { schemaVersion: written.version } })).toEqual(event)
  })

  test.each(names)('a version newer than that of %s cannot be decoded', (name) => {
    const [type] = typeAndVersion(name)
    const newest = declarations.find((one) => one.type === type)?.version ?? 0
    expect(() => decode({ type, data: {}, metadata: { schemaVersion: newest + 1 } })).toThrow(
      EventUndecodable,
    )
    expect(() => decode({ type, data: {}, metadata: { schemaVersion: newest + 1 } })).toThrow(/has version/)
  })
})

describe('personal fields', () => {
  test('NIDs and mobile numbers are marked in every event', () => {
    const paths = [invoiceEvents, receiptEvents].flatMap((declarations) =>
      declarations.flatMap(({ type }) => personalFields(declarations, type).map((path) => `${type}${path}`)),
    )
    expect(paths).toEqual([
      'InvoiceCreated.seller.nid',
      'InvoiceCreated.buyer.nid',
      'InvoiceUpdated.seller.nid',
      'InvoiceUpdated.buyer.nid',
      'InvoiceApproved.seller.nid',
      'CreditNoteIssued.recipient.nid',
      'CreditNoteIssued.seller.nid',
      'DebitNoteIssued.recipient.nid',
      'DebitNoteIssued.seller.nid',
      'PaymentRecorded.mobileNumber',
      'RefundRecorded.mobileNumber',
      'ReceiptRecorded.mobileNumber',
    ])
  })

  test('every field with such a name is marked', () => {
    for (const { type } of invoiceEvents) {
      const text = JSON.stringify(frozen('invoice', `${type}.v1.json`))
      const named = [...text.matchAll(/"(nid|mobileNumber)":/g)].length
      expect([type, named]).toEqual([type, personalFields(invoiceEvents, type).length])
    }
  })
})
