import { describe, expect, test } from '@jest/globals'
import { isLocalDate, type LocalDate } from '../calendar/dates.ts'
import { codeHistories, rateOfCode, readCode } from './code-rates.ts'
import { ratesInForce } from './rates.ts'

const percentsOf = (code: string, date: LocalDate) => rateOfCode(code, date)?.percents ?? null

describe('the spelling of a code', () => {
  test.each([
    ['S004.00', 'S00400'],
    [' s 004.00 ', 'S00400'],
    ['S00400', 'S00400'],
    ['S-004-00', 'S00400'],
    ['S০০৪.০০', 'S00400'],
    ['Ｓ００４．００', 'S00400'],
    ['S004', 'S00400'],
    ['S001.1', 'S00110'],
    ['2523', '2523'],
    ['2523.29.00', '25232900'],
    ['২৫২৩.২৯', '252329'],
    ['30 04', '3004'],
  ])('%j is %s', (text, code) => {
    expect(readCode(text)).toBe(code)
  })

  test.each(['', 'S', 'S04', 'S004.000', 'X004.00', '004.00 S', '252', '252329001', 'cement', 'S004.00A'])(
    '%j is not a code',
    (text) => {
      expect(readCode(text)).toBeNull()
    },
  )

  test('a text of more than 40 characters is not a code, however it is written', () => {
    expect(readCode(`${' '.repeat(36)}2523`)).toBe('2523')
    expect(readCode(`${' '.repeat(37)}2523`)).toBeNull()
  })
})

describe('the rate of a code', () => {
  test('construction has 7.5 % until 30 June 2025, and 10 % from 1 July 2025', () => {
    expect(percentsOf('S004.00', '2019-07-01')).toEqual(['7.5'])
    expect(percentsOf('S004.00', '2025-06-30')).toEqual(['7.5'])
    expect(percentsOf('S004.00', '2025-07-01')).toEqual(['10'])
    expect(rateOfCode('s00400', '2026-11-27')).toEqual({
      code: 'S004.00',
      supply: 'Construction firm',
      percents: ['10'],
    })
  })

  test.each([
    ['S001.10', '2024-10-15', ['7.5']],
    ['S001.10', '2025-02-01', ['10']],
    ['S001.20', '2024-10-15', ['5']],
    ['S001.20', '2025-01-09', ['15']],
    ['S001.20', '2025-01-22', ['5']],
    ['S003.10', '2026-11-01', ['10']],
    ['S007.00', '2026-11-01', ['15']],
    ['S010.20', '2026-11-01', ['2', '4.5']],
    ['S024.10', '2026-11-01', ['7.5']],
    ['S024.20', '2026-11-01', ['7.5']],
    ['S026.00', '2026-06-30', ['5']],
    ['S026.00', '2026-07-01', []],
    ['S037.00', '2026-11-01', ['10']],
    ['S048.00', '2024-10-15', ['5', '10']],
    ['S048.00', '2026-11-01', ['5']],
    ['S078.00', '2026-11-01', ['10', '7.5']],
    ['S080.00', '2026-11-01', ['5']],
    ['S099.10', '2026-11-01', ['5']],
    ['S099.60', '2025-07-01', ['15']],
  ])('of %s on %s is %j', (code, date, percents) => {
    expect(percentsOf(code, date)).toEqual(percents)
  })

  test('an HS code has the rate of its heading', () => {
    expect(percentsOf('30.04', '2024-10-15')).toEqual(['2.4'])
    expect(rateOfCode('3004.90.99', '2024-10-15')).toMatchObject({ code: '30.04', percents: ['2.4'] })
    expect(percentsOf('300490', '2025-01-21')).toEqual(['3'])
    expect(percentsOf('3005.10', '2024-10-15')).toBeNull()
  })

  test('is not known without a code, of another code, where sources differ, and before it begins', () => {
    expect(rateOfCode(null, '2024-10-15')).toBeNull()
    expect(percentsOf('S004.50', '2024-10-15')).toBeNull()
    expect(percentsOf('S099.90', '2024-10-15')).toBeNull()
    expect(percentsOf('2523.29', '2024-10-15')).toBeNull()
    expect(percentsOf('about 5 %', '2024-10-15')).toBeNull()
    expect(percentsOf('S004.00', '2019-06-30')).toBeNull()
    expect(percentsOf('S037.00', '2024-06-30')).toEqual(['7.5'])
    expect(percentsOf('S037.00', '2024-07-01')).toBeNull()
    expect(percentsOf('S037.00', '2025-06-30')).toBeNull()
    expect(percentsOf('7317.00', '2025-06-30')).toBeNull()
    expect(percentsOf('7317.00', '2025-07-01')).toEqual(['7.5'])
  })
})

const dayBefore = (date: LocalDate): LocalDate =>
  new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)

describe('the table of codes', () => {
  test('has every code once, in its plain spelling and in order', () => {
    const codes = codeHistories.map(({ code }) => code)
    const [services, goods] = [/^S\d{3}\.\d{2}$/, /^\d{2}\.\d{2}$/].map((form) =>
      codes.filter((code) => form.test(code)),
    )
    expect(codes).toEqual([...(services ?? []).toSorted(), ...(goods ?? []).toSorted()])
    expect(new Set(codes.map(readCode)).size).toBe(codes.length)
  })

  test.each(codeHistories.map((one) => [one.code, one] as const))(
    '%s has names, and periods that follow each other with a source and rates of the law',
    (_, { supply, supplyBangla, periods }) => {
      expect(supply).toMatch(/^[A-Z].{2,}[^.]$/)
      expect(supplyBangla).toMatch(/^[\u0980-\u09ff ,()]{3,}$/)
      const days = periods.map(({ from }) => from)
      expect(days.every(isLocalDate)).toBe(true)
      expect(days).toEqual([...new Set(days)].toSorted())
      for (const [index, { from, percents, source, confidence }] of periods.entries()) {
        expect(source.length).toBeGreaterThan(10)
        expect(['HIGH', 'MEDIUM', 'LOW']).toContain(confidence)
        const next = periods[index + 1]
        for (const day of next ? [from, dayBefore(next.from)] : [from]) {
          const allowed = [...ratesInForce('REDUCED', day), ...ratesInForce('STANDARD', day)]
          expect([day, percents.filter((one) => !allowed.includes(one))]).toEqual([day, []])
        }
      }
    },
  )

  test('a period has other rates than the one before it, or is more or less sure', () => {
    const said = codeHistories.flatMap(({ code, periods }) =>
      periods.map(({ percents, confidence }) => `${code} ${percents} ${confidence === 'LOW'}`),
    )
    expect(said.filter((one, index) => one === said[index - 1])).toEqual([])
  })
})
