import { describe, expect, test } from '@jest/globals'
import { reportOfJuly } from '../testing/reports.ts'
import type { PrintedReport } from './form.ts'
import { reportFrame, reportTextsIn } from './report-frame.ts'
import { reportLabelsInBangla } from './report-labels-in-bangla.ts'
import { reportLabelsInEnglish } from './report-labels-in-english.ts'

const frame = (reported = reportOfJuly(), form: PrintedReport['form'] = '6.2') =>
  reportFrame(form, reported, reportTextsIn('en'))
const fieldsOf = (reported = reportOfJuly()) => {
  const { document, buyer } = frame(reported)
  return Object.fromEntries([...document, ...buyer].map(({ label, value }) => [label, value]))
}

describe('a report says', () => {
  test('whose it is', () => {
    const seller = frame().seller.map(({ value }) => value)
    expect(seller).toEqual(['Acme Cement Ltd', '002871821-0101', expect.stringContaining('Dhaka')])
  })

  test('its period, its places, its documents and when the last of them was added, in Dhaka', () => {
    expect(fieldsOf()).toEqual({
      'Tax period': '01/07/2026 - 31/07/2026',
      Documents: '3',
      'Last document added': '01/08/2026 00:05',
      'Places of issue': 'CTG (Chattogram depot), MAIN (main)',
    })
  })

  test('that nothing was added where there is nothing', () => {
    const nothing = fieldsOf(reportOfJuly({ documents: 0, lastAddedAt: null, places: [] }))
    expect(nothing).toMatchObject({ 'Last document added': '—', 'Places of issue': '—' })
  })

  test('that it is incomplete while invoices wait', () => {
    expect(fieldsOf(reportOfJuly({ waitingInvoices: 2 })).Incomplete).toBe(
      '2 invoices are not in this print yet; print it again later',
    )
  })

  test('six of many places, and how many more there are', () => {
    const places = Array.from({ length: 9 }, (_, index) => `P${index}`)
    expect(fieldsOf(reportOfJuly({ places }))['Places of issue']).toBe('P0, P1, P2, P3, P4, P5 + 3')
  })
})

test('a text of a user is one line of a report', () => {
  const { seller } = reportOfJuly()
  const [name] = frame(reportOfJuly({ seller: { ...seller, name: 'A\nB\u202Ecod' } })).seller
  expect(name?.value).toBe('A B▯cod')
})

describe.each([
  ['Bangla', reportLabelsInBangla],
  ['English', reportLabelsInEnglish],
])('the labels of the reports in %s', (_, labels) => {
  test('are in the composed form of Unicode, by which a reader of the file searches', () => {
    const texts: string[] = []
    JSON.stringify(labels, (_key, value) => {
      if (typeof value === 'string') texts.push(value)
      return value
    })
    expect(texts.filter((text) => text !== text.normalize('NFC'))).toEqual([])
    expect(texts.length).toBeGreaterThan(70)
  })

  test('have 13 columns of the 6.2, 10 of the 6.10 and 8 of the 9.1', () => {
    const { salesBookColumns, highValueColumns, returnColumns } = labels
    expect([salesBookColumns.length, highValueColumns.length, returnColumns.length]).toEqual([13, 10, 8])
  })
})
