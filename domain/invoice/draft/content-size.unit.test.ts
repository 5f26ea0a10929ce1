import { describe, expect, test } from '@jest/globals'
import { approving, creating, paying, tenBags, updating } from '../../testing/examples.ts'
import { given, history } from '../../testing/scenario.ts'
import { invoices } from '../aggregate.ts'

const maxBytes = 256 * 1024
const linesOf = (count: number, description: string) => Array(count).fill({ ...tenBags, description })
const bytesOf = (event: Parameters<typeof invoices.encode>[0]): number =>
  Buffer.byteLength(JSON.stringify(invoices.encode(event).data))

/** A draft of a time without these limits: 500 lines, each with a description of 600 characters. */
const oldDraft = history(creating({ lineItems: linesOf(500, 'Cement') })).map((event) =>
  event.type === 'InvoiceCreated'
    ? { ...event, lines: event.lines.map((line) => ({ ...line, description: 'ক'.repeat(600) })) }
    : event,
)

describe('the size of the content of an invoice', () => {
  test('the largest content that is accepted has 256 kB as JSON in UTF-8, with bytes and not characters', () => {
    const sizeOf = (count: number): number => {
      const [created] = given().when(creating({ lineItems: linesOf(count, 'ক'.repeat(500)) })).events
      return created ? bytesOf(created) : 0
    }
    const lineBytes = sizeOf(2) - sizeOf(1)
    expect(lineBytes).toBeGreaterThan(1_500)
    let [accepted, refused] = [1, 200]
    while (refused - accepted > 1) {
      const between = Math.floor((accepted + refused) / 2)
      if (sizeOf(between) > 0) accepted = between
      else refused = between
    }
    expect(sizeOf(accepted)).toBeGreaterThan(maxBytes - 2 * lineBytes)
    expect(sizeOf(accepted)).toBeLessThanOrEqual(maxBytes + lineBytes)
  })

  test('a larger one is refused with its size and the limit', () => {
    const { refusal } = given().when(creating({ lineItems: linesOf(400, 'ক'.repeat(400)) }))
    expect(refusal).toMatchObject({ code: 'INVOICE_TOO_LARGE', path: 'input.lineItems' })
    expect(refusal?.params).toEqual({ bytes: expect.any(Number), most: maxBytes })
    expect(Number(refusal?.params.bytes)).toBeGreaterThan(400 * 400 * 3)
  })

  test('a description has at most 500 characters, as people count them', () => {
    const described = (description: string) => given().when(creating({ lineItems: linesOf(1, description) }))
    expect(described('𝟗'.repeat(500)).refusal).toBeNull()
    expect(described('x'.repeat(501)).refusal).toMatchObject({
      code: 'TEXT_TOO_LONG',
      path: 'input.lineItems[0].description',
      params: { field: 'description', length: 501, most: 500 },
    })
  })
})

describe('a stored draft that is larger', () => {
  test('can be approved and paid', () => {
    const { events, refusal } = given(...oldDraft).when(approving())
    expect(refusal).toBeNull()
    expect(given(...oldDraft, ...events).when(paying('1')).refusal).toBeNull()
  })

  test('can be updated to one within the limit, with its long descriptions kept', () => {
    const [first, second] = given(...oldDraft).invoice.lines
    const kept = [first, second].map((line) => ({
      ...tenBags,
      id: line?.id ?? '',
      description: line?.description ?? '',
    }))
    const updated = given(...oldDraft).when(updating({ lineItems: kept }))
    expect(updated.refusal).toBeNull()
    for (const input of [{ vehicle: 'Truck' }, { invoiceDate: '2024-10-01' }])
      expect(given(...oldDraft).when(updating(input)).refusal).toMatchObject({
        code: 'INVOICE_TOO_LARGE',
        path: 'input.lineItems',
      })
    const longer = kept.map((line) => ({ ...line, description: `${line.description}x` }))
    expect(given(...oldDraft).when(updating({ lineItems: longer })).refusal).toMatchObject({
      code: 'TEXT_TOO_LONG',
      path: 'input.lineItems[0].description',
    })
  })
})
