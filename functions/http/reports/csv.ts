/** A column of a file: its name in the first line, and its cell in the line of a row. */
export type Column<Row> = Readonly<{ name: string; cell(row: Row): string }>

/** A column of amounts, dates, codes and numbers whose form this service decides. They stand as they are. */
export const plain = <Row>(name: string, of: (row: Row) => string | number | null): Column<Row> => ({
  name,
  cell: (row) => quoted(String(of(row) ?? '')),
})

/**
 * A column of what people have written. A spreadsheet runs a text that it takes for a formula, and changes
 * one that it takes for a number or a date: the zeros of 0017 are lost. An apostrophe in front prevents both.
 * A text that begins with an apostrophe gets another one. So a program finds the original by leaving out the
 * first character of each text that begins with an apostrophe.
 */
export const text = <Row>(name: string, of: (row: Row) => string | null): Column<Row> => ({
  name,
  cell: (row) => {
    const value = of(row) ?? ''
    return quoted(isSafe(value) ? value : `'${value}`)
  },
})

/** The lines of a file, as RFC 4180 has them. */
export const lines = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  rows.map((row) => line(columns.map(({ cell }) => cell(row)))).join('')

export const headerLine = (columns: readonly Pick<Column<never>, 'name'>[]): string =>
  line(columns.map(({ name }) => name))

const line = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

/** Some readers take away blanks at the ends of a cell that is not in quotes. */
const quoted = (value: string): string =>
  /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

const isSafe = (value: string): boolean => {
  const untimed = value.replace(halfOfDay, '')
  const isFigure = isDate(untimed) || isLogical(value) || (isNumber(untimed) && !isCode(value))
  return !value.startsWith("'") && !isFormula(value) && !isFigure
}

/** 10:30 AM, 7pm, 7 p */
const halfOfDay = /(?<=\d)(\s*[ap]m|\s+[ap])$/i

/** Blanks and characters that nobody sees do not hide the sign, nor does its full-width form. */
const isFormula = (value: string): boolean => {
  const first = value.replace(/^[\p{Z}\p{C}]+/u, '').slice(0, 1)
  return /^[\t\r\n]/.test(value) || (first !== '' && '=+-@'.includes(first.normalize('NFKC')))
}

/** A spreadsheet writes it in capitals. */
const isLogical = (value: string): boolean => /^(true|false)$/i.test(value)

/** Also an amount such as $5, and a date or a time of digits, such as 1/2 or 10:30. */
const isNumber = (value: string): boolean =>
  /\d/.test(value) && (/^[\d\s.,:/()%+\p{Sc}-]+$/u.test(value) || /^[\d.,]+e[+-]?\d+$/i.test(value))

/** No spreadsheet changes a code of the tariff such as 2523.29.00, or of the treasury: 1/1133/0010/0311. */
const isCode = (value: string): boolean =>
  /^\d{4}(\.\d{2}){2,3}$/.test(value) || /^\d(\/\d{4}){3}$/.test(value)

/** A month with numbers, such as DEC-10. */
const isDate = (value: string): boolean => {
  const month = /(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/i
  return /\d/.test(value) && month.test(value) && /^[\d\s.,:/-]*$/.test(value.replace(month, ''))
}
