import { afterAll, describe, expect } from '@jest/globals'
import type { Role } from '../../infra/auth/permissions.ts'
import { newSigningKey } from '../../infra/document-proof/testing/signing-key.ts'
import { popplerTest, textOfPages } from '../../infra/run/local/testing/poppler.ts'
import { startTestService } from '../../infra/run/local/testing/service.ts'
import { deskOf, dueToday, line, today } from './testing/desk.ts'
import { waitFor } from './testing/wait-for.ts'

const test = await popplerTest()
const service = await startTestService({ environment: { DOCUMENT_SIGNING_KEY: newSigningKey().pem } })
afterAll(() => service.stop())
const desk = deskOf(await service.as('admin', 'acme'))

const get = async (path: string, role: Role = 'admin', tenantId = 'acme') => {
  const { token } = await service.as(role, tenantId)
  const headers = { authorization: `Bearer ${token}`, accept: 'application/pdf' }
  const route = path.startsWith('reports/') ? path : `invoices/${path}`
  const response = await fetch(`${service.url}/documents/${route}`, { headers })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}
const pageOf = async (path: string): Promise<string> => {
  const { response, bytes } = await get(path)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  return textOfPages(bytes).join('\n')
}
const refusalOf = async (path: string, role?: Role, tenantId?: string) => {
  const { response, bytes } = await get(path, role, tenantId)
  const { code, path: where } = JSON.parse(bytes.toString()).errors[0].extensions
  return [response.status, code, where]
}

const issue = () => desk.issue([line('10', '1000', { supplementaryDutyRate: '20' })], dueToday())

describe('the tax invoice as a document', () => {
  test('has its number, amounts and words in Bangla, at once after the approval', async () => {
    const { id, mushakNumber } = await issue()
    const page = await pageOf(id)
    for (const text of [
      ...['কর চালানপত্র', 'মূসক-৬.৩', 'প্রথম কপি', mushakNumber, '১০,০০০.০০', '২,০০০.০০', '১,৮০০.০০'],
      ...['১৩,৮০০.০০', 'তেরো হাজার আটশ টাকা মাত্র', 'সর্বমোট', 'স্বাক্ষর'],
    ])
      expect(page).toContain(text)
    expect(page).not.toContain('খসড়া')
    expect(page).toMatch(new RegExp(`PROOF1/BIN=\\d{13}/NO=${mushakNumber}/`))
  })

  test('is the second copy or a duplicate in English if the address says so', async () => {
    const { id } = await issue()
    const page = await pageOf(`${id}?lang=en&copy=2`)
    for (const text of [
      'Tax Invoice',
      'Mushak-6.3',
      'Second copy',
      '13,800.00',
      'Thirteen Thousand Eight Hundred',
    ])
      expect(page).toContain(text)
    expect(await pageOf(`${id}?copy=duplicate`)).toContain('প্রতিলিপি (Duplicate)')
  })

  test('has the same bytes each time, and a name and headers that keep it private', async () => {
    const { id, mushakNumber } = await issue()
    const [one, again] = [await get(id), await get(id)]
    expect(again.bytes.equals(one.bytes)).toBe(true)
    expect(Object.fromEntries(one.response.headers)).toMatchObject({
      'content-disposition': `inline; filename="${mushakNumber}-bn-copy1.pdf"`,
      'cache-control': 'private, no-store',
    })
  })

  test('is signed as it was issued, whatever somebody has written into the read model', async () => {
    const { id } = await issue()
    const before = await pageOf(id)
    await waitFor(async () => {
      const changed = await service.database`
        update tenant_acme_v1.invoices set state = replace(state::text, '13800', '93800')::jsonb
        where id = ${id} and state->>'mushakNumber' is not null and state::text like '%13800%' returning id`
      return changed.length > 0 ? changed : undefined
    })
    expect(await pageOf(id)).toBe(before)
  })

  test('is a draft without a number and without a proof before the approval', async () => {
    const { id } = await desk.create([line('10', '1000')], dueToday())
    const page = await pageOf(id)
    expect(page).toContain('খসড়া')
    expect(page).not.toMatch(/MUSHAK|PROOF1/)
  })

  test('stays as it was issued after a credit note, which is a document of its own', async () => {
    const { id, lineItems } = await issue()
    const before = await get(id)
    const lines = [{ lineItemId: lineItems[0].id, quantity: '4' }]
    const { notes } = await desk.run('credit', { id, lines, reason: 'ত্রুটিপূর্ণ পণ্য' })
    expect((await get(id)).bytes.equals(before.bytes)).toBe(true)
    const note = await pageOf(`${id}/notes/${notes[0].id}`)
    for (const text of ['ক্রেডিট নোট', 'মূসক-৬.৭', notes[0].number, 'ত্রুটিপূর্ণ পণ্য', '৭২০.০০', '৮০০.০০'])
      expect(note).toContain(text)
  })
})

/** A report of this month, as soon as it has the text. */
const reportWith = (text: string, path: string): Promise<string> =>
  waitFor(async () => {
    const page = await pageOf(`reports/${path}`)
    return page.includes(text) ? page : undefined
  })

describe('a report as a document', () => {
  const month = `from=${today().slice(0, 7)}-01&to=${today()}`

  test('is the sales book, the large invoices or the return, in Bangla or in English', async () => {
    const { id, mushakNumber, lineItems } = await desk.issue([line('250', '1000')], dueToday())
    const lines = [{ lineItemId: lineItems[0].id, quantity: '4' }]
    const { notes } = await desk.run('credit', { id, lines, reason: 'Returned' })
    const book = await reportWith(notes[0].number, `sales-book?${month}`)
    for (const text of ['বিক্রয় হিসাব পুস্তক', 'মূসক-৬.২', mushakNumber, '২,৫০,০০০.০০', '-৪,০০০.০০', 'ক্রেডিট নোট'])
      expect(book).toContain(text.normalize('NFC'))
    const large = await pageOf(`reports/high-value-invoices?${month}&lang=en`)
    for (const text of ['Mushak-6.10', 'Part B: Sales', mushakNumber, '2,50,000.00', '2,87,500.00'])
      expect(large).toContain(text)
    const vatReturn = await pageOf(`reports/vat-return?${month}&lang=en`)
    expect(vatReturn).toMatch(/Standard-rated goods or service +4 +[\d,]+\.00/)
    expect(vatReturn).toMatch(/Issuance of credit notes +31 +— +— +[\d,]+\.00/)
    expect(vatReturn).toContain('Working paper for the return')
  })

  test('has the same bytes each time, and the name of its period', async () => {
    const path = 'reports/sales-book?from=2024-01-01&to=2024-12-31&lang=en'
    const [one, again] = [await get(path), await get(path)]
    expect(again.bytes.equals(one.bytes)).toBe(true)
    expect(textOfPages(one.bytes).join()).toContain('Nothing in this period')
    expect(one.response.headers.get('content-disposition')).toBe(
      'inline; filename="sales-book-2024-01-01-2024-12-31-en.pdf"',
    )
  })

  test('has nothing of another tenant', async () => {
    const { mushakNumber } = await issue()
    await reportWith(mushakNumber, `sales-book?${month}`)
    const { bytes } = await get(`reports/sales-book?${month}`, 'admin', 'bengal')
    const text = textOfPages(bytes).join()
    expect(text).toContain('বেঙ্গল')
    expect(text).not.toContain('MUSHAK')
  })

  test('is refused for what is not allowed in its address', async () => {
    const year = 'from=2024-01-01&to=2024-12-31'
    for (const [path, ...refusal] of [
      [`reports/sales-book?${year}&lang=fr`, 'INVALID_INPUT', 'lang'],
      [`reports/sales-book?${year}&copy=1`, 'INVALID_INPUT', 'copy'],
      ['reports/sales-book?to=2024-12-31', 'INVALID_INPUT', 'from'],
      [`reports/sales-book?${year}&to=2024-11-30`, 'INVALID_INPUT', 'to'],
      ['reports/sales-book?from=2024-02-30&to=2024-12-31', 'INVALID_DATE', 'from'],
      ['reports/vat-return?from=2024-02-01&to=2024-01-01', 'PERIOD_REVERSED', 'to'],
      ['reports/vat-return?from=2023-01-01&to=2024-12-31', 'PERIOD_TOO_LONG', 'to'],
      ['reports/vat-return?from=2098-01-01&to=2098-01-31', 'PERIOD_IN_FUTURE', 'to'],
    ] as const)
      expect([path, await refusalOf(path)]).toEqual([path, [400, ...refusal]])
    expect(await refusalOf(`reports/ages?${year}`)).toEqual([404, 'NOT_FOUND', 'report'])
    expect(await refusalOf(`reports/vat-return?${year}`, 'platform', '')).toEqual([403, 'FORBIDDEN', null])
    expect(await refusalOf(`reports/vat-return?${year}`, 'admin', 'nobody')).toEqual([
      ...[404, 'TENANT_UNKNOWN', null],
    ])
  })
})

describe('a document is refused', () => {
  test('for what is not allowed in its address', async () => {
    const { id } = await issue()
    expect(await refusalOf(`${id}?lang=fr`)).toEqual([400, 'INVALID_INPUT', 'lang'])
    expect(await refusalOf(`${id}?copy=3`)).toEqual([400, 'INVALID_INPUT', 'copy'])
    expect(await refusalOf(`${id}?copy=1&copy=2`)).toEqual([400, 'INVALID_INPUT', 'copy'])
    expect(await refusalOf(`${id}?pages=1`)).toEqual([400, 'INVALID_INPUT', 'pages'])
    expect(await refusalOf('7')).toEqual([400, 'INVALID_INPUT', 'id'])
    expect(await refusalOf(`${id}/notes/${'n'.repeat(65)}`)).toEqual([400, 'INVALID_INPUT', 'noteId'])
  })

  test('for an invoice or a note that the tenant does not have', async () => {
    const { id } = await issue()
    expect(await refusalOf(id.replace(/^./, (digit: string) => (digit === '0' ? '1' : '0')))).toEqual([
      ...[404, 'NOT_FOUND', 'id'],
    ])
    expect(await refusalOf(id, 'admin', 'bengal')).toEqual([404, 'NOT_FOUND', 'id'])
    expect(await refusalOf(`${id}/notes/n-9`)).toEqual([404, 'NOTE_UNKNOWN', 'noteId'])
  })

  test('for a user without invoice:read, and not for an auditor', async () => {
    const { id } = await issue()
    expect(await refusalOf(id, 'platform', '')).toEqual([403, 'FORBIDDEN', null])
    expect((await get(id, 'auditor')).response.status).toBe(200)
  })
})
