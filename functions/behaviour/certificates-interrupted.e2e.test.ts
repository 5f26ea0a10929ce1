import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { certificate, certify, countEach, issueMany, outcomesOf } from './testing/certificates.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import { readEvents } from './testing/registers.ts'

let gated: GatedService
let desk: GatedService['desk']

beforeAll(async () => {
  gated = await startGatedService()
  ;({ desk } = gated)
}, 60_000)
afterEach(() => gated.gate.open())
afterAll(() => gated.stop())

/** Two certificates for each of ten invoices, the second ones after all first ones. */
const prepare = async () => {
  const invoices = await issueMany(desk, 10)
  const input = (['VDS', 'TDS'] as const).flatMap((kind) =>
    invoices.map(({ id }) => certificate(kind, `${kind}-1`, '100', { invoiceId: id })),
  )
  const payments = async () => {
    const events = await Promise.all(invoices.map(({ id }) => readEvents(gated.store, `invoice-acme_${id}`)))
    return events.map((ofInvoice) => ofInvoice.filter(({ type }) => type === 'PaymentRecorded'))
  }
  return { input, payments }
}
const everyCertificate = ['VDS_CERTIFICATE', 'TDS_CERTIFICATE']

test.each([
  ['with its key', 0, 'key-0'],
  ['with its key', 1, 'key-1'],
  ['with its key', 7, 'key-7'],
  ['without a key', 7, undefined],
  ['with its key', 19, 'key-19'],
  ['with its key', 20, 'key-20'],
])('32 a list sent again %s finishes what was cut off after %i certificates', async (_, after, key) => {
  const { input, payments } = await prepare()
  const reached = gated.gate.closeAfter(after)
  const cut = await certify(desk, input, key)
  if (after > 0) await reached
  gated.gate.open()

  // Appends that run at the same time as the last one reach the store too; their responses are lost.
  const recorded = cut.filter(({ outcome }) => outcome === 'RECORDED')
  const stored = (await payments()).flat().map(({ data }) => data.paymentId)
  expect(stored).toEqual(expect.arrayContaining(recorded.map(({ paymentId }) => paymentId)))
  const others = cut.filter(({ outcome }) => outcome !== 'RECORDED')
  expect(others.length).toBe(20 - recorded.length)
  expect(outcomesOf(others)).toContain('UNKNOWN')
  for (const result of others)
    expect(result).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true, paymentId: null })

  const again = outcomesOf(await certify(desk, input, key))
  const repeated = again.filter((outcome) => outcome === 'REPEATED').length
  expect(countEach(again)).toEqual({
    ...(repeated > 0 ? { REPEATED: repeated } : {}),
    ...(repeated < 20 ? { RECORDED: 20 - repeated } : {}),
  })
  expect(repeated).toBeGreaterThanOrEqual(after)
  // Each certificate once, and those of an invoice in the order of the list.
  const methods = (await payments()).map((ofInvoice) => ofInvoice.map(({ data }) => data.method))
  expect(methods).toEqual(Array.from({ length: 10 }, () => everyCertificate))
})

test('32 an invoice that was approved and not numbered is found by its INV number and then numbered', async () => {
  const draft = await desk.create([{ description: 'Goods', quantity: '1', unitPrice: '1000' }])
  void gated.gate.closeAfter(1)
  await desk.expectError('approve', { id: draft.id })
  gated.gate.open()
  const [result] = await certify(desk, [
    certificate('TDS', 'T-1', '10', { invoiceNumber: draft.invoiceNumber }),
  ])
  expect(result).toMatchObject({ outcome: 'RECORDED', invoiceId: draft.id })
  const types = (await readEvents(gated.store, `invoice-acme_${draft.id}`)).map(({ type }) => type)
  expect(types).toEqual(['InvoiceCreated', 'InvoiceApproved', 'LegalNumberAssigned', 'PaymentRecorded'])
})
