/** Heights in pt. */
export type Heights = Readonly<{
  /** Of what a page has room for. */
  page: number
  /** Of the headings of the columns. */
  tableHead: number
  /** Of everything above the first row. */
  headOfFirstPage: number
  /** Of the totals and everything below them. */
  ending: number
  rows: readonly number[]
}>

/** Where each page ends: the number of rows on it and the pages before it. */
export type PageEnds = readonly number[]

/** At most so many rows go with the totals and the signature to another page. */
const rowsWithEnding = 2

/**
 * Fills page after page with rows. Where the last rows leave no room for the totals and the signature, some
 * of them go to the next page too, so that no page has a signature alone.
 * @returns undefined when something is higher than a page, or the first row does not fit on the first page
 */
export const planPages = (heights: Heights): PageEnds | undefined => {
  const { ending, rows } = heights
  const roomOfPage = heights.page - heights.tableHead
  const roomOfFirst = heights.page - heights.headOfFirstPage
  if (Math.max(ending, ...rows) > roomOfPage || (rows[0] ?? 0) > roomOfFirst) return undefined
  const ends: number[] = []
  let left = roomOfFirst
  for (const [index, height] of rows.entries()) {
    if (height > left) {
      ends.push(index)
      left = roomOfPage
    }
    left -= height
  }
  const start = ends.at(-1) ?? 0
  return ending <= left ? [...ends, rows.length] : [...ends, endBeforeLast(heights, start), rows.length]
}

/** Where the page that starts at this row ends, when the last rows go to another page with the ending. */
const endBeforeLast = ({ page, tableHead, ending, rows }: Heights, start: number): number => {
  let left = page - tableHead - ending
  let end = rows.length
  while (end > start + 1 && rows.length - end < rowsWithEnding && (rows[end - 1] ?? 0) <= left)
    left -= rows[--end] ?? 0
  return end
}
