import { afterAll, describe, expect, test } from '@jest/globals'
import type { Role } from '../../infra/auth/permissions.ts'
import { startTestService } from '../../infra/run/local/testing/service.ts'
import { rowsOf } from '../http/reports/testing/csv-rows.ts'
import { deskOf, dueToday, line, today } from './testing/desk.ts'

const service = await startTestService({ environment: { CORS_ORIGIN: 'https://desk.example' } })
afterAll(() => service.stop())
const desk = deskOf(await service.as('admin', 'acme'))

const get = async (path: string, role: Role = 'accountant', tenantId = 'acme') => {
  const { token } = await service.as(role, tenantId)
  const headers = { authorization: `Bearer ${token}`, origin: 'https://desk.example' }
  const response = await fetch(`${service.url}/reports/${path}`, { headers })
  return { response, text: Buffer.from(await response.arrayBuffer()).toString() }
}
const refusalOf = async (path: string, role?: Role, tenantId?: string) => {
  const { response, text } = await get(path, role, tenantId)
  const { code, path: where, correlationId } = JSON.parse(text).errors[0].extensions
  expect(response.headers.get('x-correlation-id')).toBe(correlationId)
  return [response.status, code, where]
}
const monthBegin = `${today().slice(0, 8)}01`
const period = `from=${monthBegin}&to=${today()}`
const vatReturn = `query ($from: Date!, $to: Date!) {
  vatReturn(from: $from, to: $to) {
    lines { note value { amount } supplementaryDuty { amount } vat { amount } }
  }
}`

/** Issues an invoice and credits a part of it, and waits until the ledger has both. */
const trade = async () => {
  const { id, mushakNumber, lineItems } = await desk.issue(
    [line('10', '1000', { description: '=1+1 "সিমেন্ট"', supplementaryDutyRate: '20' })],
    { ...dueToday(), customerName: 'Padma, Traders', customerAddress: 'Motijheel\nDhaka' },
  )
  const lines = [{ lineItemId: lineItems[0].id, quantity: '4' }]
  const { notes, revision } = await desk.run('credit', { id, lines, reason: 'Returned' })
  await desk.awaitRow(id, revision)
  return { id, mushakNumber, noteNumber: notes[0].number }
}

describe('a report as a file', () => {
  test('case 12: is the sales book of what was issued, and its sums are those of the return', async () => {
    const { id, mushakNumber, noteNumber } = await trade()
    const { response, text } = await get(`sales-book?${period}&format=csv`)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': expect.stringMatching(/^attachment; filename="sales-book-[\d-]{21}\.csv"$/),
      'cache-control': 'private, no-store',
      'access-control-allow-origin': 'https://desk.example',
      'access-control-expose-headers': 'X-Correlation-ID,Content-Disposition',
    })
    const rows = rowsOf(text)
    expect(rows.slice(-2)).toMatchObject([
      {
        ...{ number: mushakNumber, description: `'=1+1 "সিমেন্ট"`, buyer_name: 'Padma, Traders' },
        ...{ buyer_address: 'Motijheel\nDhaka', value: '10000.00', vat: '1800.00', document_id: id },
      },
      { number: noteNumber, original_number: mushakNumber, value: '-4000.00', vat: '-720.00' },
    ])
    const sum = (form: string, column: string) =>
      rows
        .filter((row) => row.form === form)
        .reduce((total, row) => total + Math.abs(Number(row[column])), 0)
        .toFixed(2)
    const figures = rowsOf((await get(`vat-return?${period}`)).text)
    const ofNote = (wanted: string) => figures.find(({ note }) => note === wanted)
    expect(ofNote('9')).toMatchObject({ value: sum('6.3', 'value'), vat: sum('6.3', 'vat') })
    expect(ofNote('31')).toMatchObject({ vat: sum('6.7', 'vat') })
    expect(ofNote('39')).toMatchObject({ supplementary_duty: sum('6.7', 'supplementary_duty') })
    const { lines } = await desk.client.value(vatReturn, { from: monthBegin, to: today() })
    expect(figures).toMatchObject(
      lines.map(
        (line: Record<'value' | 'supplementaryDuty' | 'vat', { amount: string }> & { note: number }) => ({
          ...{ note: String(line.note), value: line.value.amount, vat: line.vat.amount },
          supplementary_duty: line.supplementaryDuty.amount,
        }),
      ),
    )
  })

  test('is there for an auditor, and not for the platform or with what is not allowed', async () => {
    expect((await get(`vat-return?${period}`, 'auditor')).response.status).toBe(200)
    expect(await refusalOf(`vat-return?${period}`, 'platform', '')).toEqual([403, 'FORBIDDEN', null])
    expect(await refusalOf(`balance-sheet?${period}`)).toEqual([404, 'NOT_FOUND', 'report'])
    expect(await refusalOf(`sales-book?${period}&format=pdf`)).toEqual([400, 'INVALID_INPUT', 'format'])
    expect(await refusalOf('sales-book?from=2024-01-01&to=2025-12-31')).toEqual([
      400,
      'PERIOD_TOO_LONG',
      'to',
    ])
  })
})
