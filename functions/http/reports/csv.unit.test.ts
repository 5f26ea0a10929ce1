import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { headerLine, lines, plain, text } from './csv.ts'
import { linesOf } from './testing/csv-rows.ts'

const written = (value: string | null) => lines([text('text', () => value)], [{}]).replace(/\r\n$/, '')

describe('a text', () => {
  test.each([
    '=1+1',
    '+88 017',
    '-5',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '   =1',
    '\u00a0=1',
    '\u200b=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠1',
  ])('that a spreadsheet would take for a formula begins with an apostrophe: %j', (value) => {
    expect(linesOf(`${written(value)}\r\n`)).toEqual([[`'${value}`]])
  })

  test.each([
    '0017',
    '19901234567890123',
    '8471.30',
    '1E5',
    '5 %',
    '(5)',
    '1/2',
    '2026-11-05',
    '10:30',
    'DEC-10',
    '5 March',
    'Mar 2026',
    '10:30 AM',
    '7pm',
    '7 p',
    '5 March 7 PM',
    '$500',
    '৳ 500.00',
    'True',
  ])('that a spreadsheet would change into a number or a date begins with an apostrophe: %s', (value) => {
    expect(written(value)).toBe(`'${value}`)
  })

  test.each([
    '2523.29.00',
    '2523.29.00.10',
    '1/1133/0010/0311',
    'S001.10',
    'March of the Penguins',
    'May',
    '5A',
    'Truly',
    'সিমেন্ট ১০',
    'A-1=2',
    '',
  ])('that no spreadsheet changes stands as it is: %s', (value) => {
    expect(written(value)).toBe(value)
  })

  test('with commas, quotes or lines is in quotes, and so is one with blanks at its ends', () => {
    expect(written('Padma, "Traders"\r\nDhaka')).toBe('"Padma, ""Traders""\r\nDhaka"')
    expect(written('bag ')).toBe('"bag "')
    expect(written(null)).toBe('')
  })

  test('is the original one without its first apostrophe, whatever it contains', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (values) => {
        const columns = values.map((_, index) => text<string[]>(`c${index}`, (row) => row[index] ?? null))
        const [cells = []] = linesOf(lines(columns, [values]))
        expect(cells.map((cell) => cell.replace(/^'/, ''))).toEqual(values)
      }),
      { numRuns: 2_000 },
    )
  })
})

test('amounts stand as they are, also negative ones', () => {
  const columns = [plain<string[]>('value', ([value]) => value ?? null), plain('line_number', () => 1)]
  expect(headerLine(columns) + lines(columns, [['-4000.00'], []])).toBe(
    'value,line_number\r\n-4000.00,1\r\n,1\r\n',
  )
})
