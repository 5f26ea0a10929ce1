import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { invoices } from '../invoice/aggregate.ts'
import { invoiceEvents } from '../invoice/events.ts'
import { registerCodec, registerEvents } from '../numbering/events.ts'
import { receipts } from '../receipt/aggregate.ts'
import { receiptEvents } from '../receipt/events.ts'
import { receiptKeyCodec, receiptKeyEvents } from '../receipt/key/events.ts'
import { refusalCodec, refusalEvents } from '../refusal/events.ts'
import { skipCodec, skipEvents } from '../skip/events.ts'
import { tenants } from '../tenant/aggregate.ts'
import { tenantEvents } from '../tenant/events.ts'
import { frozenNames, typeAndVersion } from '../testing/frozen.ts'
import type { Codec } from './codec.ts'
import type { Declaration } from './declaration.ts'
import { EventUndecodable, personalFields } from './decode.ts'

/** Events as they were stored. These files are never edited; a new version of a type adds a file. */
const folderOf = (room: string) => join(import.meta.dirname, '..', room, 'frozen-events')
const contentOf = (room: string, name: string): string => readFileSync(join(folderOf(room), name), 'utf8')
const frozen = (room: string, name: string): unknown => JSON.parse(contentOf(room, name))
const hashOf = (room: string, name: string): string =>
  createHash('sha256').update(contentOf(room, name)).digest('hex')

/** The SHA-256 of each frozen file. A new file adds a line; no line ever changes. */
const pinned: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'frozen-hashes.json'), 'utf8'),
)

const rooms = [
  ['invoice', invoiceEvents, invoices],
  ['tenant', tenantEvents, tenants],
  ['numbering', registerEvents, registerCodec],
  ['receipt', receiptEvents, receipts],
  ['receipt/key', receiptKeyEvents, receiptKeyCodec],
  ['skip', skipEvents, skipCodec],
  ['refusal', refusalEvents, refusalCodec],
] as unknown as readonly (readonly [string, readonly Declaration[], Codec<{ type: string }>])[]

describe.each(rooms)('%s events', (room, declarations, { decode, encode }) => {
  const names = readdirSync(folderOf(room))

  test('each type and version has a frozen file, and every file is an example of one', () => {
    const required = frozenNames(declarations)
    expect(names).toEqual(expect.arrayContaining([...required]))
    const named = names
      .map((name) => typeAndVersion(name))
      .map(([type, version]) => `${type}.v${version}.json`)
    expect(named.filter((name) => !required.includes(name))).toEqual([])
  })

  test.each(names)('%s is as it was when it was frozen', (name) => {
    const hash = hashOf(room, name)
    if (pinned[`${room}/${name}`] === hash) return
    throw new Error(
      `${name} has changed, or frozen-hashes.json lacks it. Stored events never change: another shape is a ` +
        `new version of its type, with an upcast and a file of its own. Its SHA-256 is ${hash}.`,
    )
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

test('no frozen file was deleted', () => {
  const files = rooms.flatMap(([room]) => readdirSync(folderOf(room)).map((name) => `${room}/${name}`))
  expect(Object.keys(pinned).toSorted()).toEqual(files.toSorted())
})

test('the examples have a warning of every code, and both values of every flag of an invoice', () => {
  const text = readdirSync(folderOf('invoice'))
    .map((name) => JSON.stringify(frozen('invoice', name)))
    .join()
  const codes = ['LATE_ISSUE', 'EARLY_ISSUE', 'BUYER_LOSES_INPUT_CREDIT', 'NO_HS_CODE', 'RATE_NOT_CHECKED']
  const flags = ['priceIncludesTax', 'addressOfIssueIsGiven'].flatMap((name) => [
    `"${name}":true`,
    `"${name}":false`,
  ])
  expect(
    [...codes.map((code) => `"code":"${code}"`), ...flags].filter((part) => !text.includes(part)),
  ).toEqual([])
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
    for (const [room, declarations] of rooms)
      for (const { type } of declarations) {
        const text = JSON.stringify(frozen(room, `${type}.v1.json`))
        const named = [...text.matchAll(/"(nid|mobileNumber)":/g)].length
        expect([type, named]).toEqual([type, personalFields(declarations, type).length])
      }
  })
})
