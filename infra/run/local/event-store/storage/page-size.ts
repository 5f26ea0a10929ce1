import { type RecordedEvent, sizeInBytes } from '../event.ts'

const initialRows = 32
const minRows = 2
const maxRows = 500
const targetPageBytes = 1024 * 1024
/** Bytes of a row in addition to its data, metadata and type. */
const rowOverheadBytes = 100

/**
 * The number of rows of the next page, so that it is about a megabyte. It adjusts to the sizes in the page
 * before.
 */
export const pageSize = () => {
  let rows = initialRows
  return {
    get rows() {
      return rows
    },
    adjustTo(page: readonly RecordedEvent[]): void {
      if (page.length === 0) return
      const pageBytes = page.reduce((sum, event) => sum + sizeInBytes(event) + rowOverheadBytes, 0)
      const rowBytes = pageBytes / page.length
      rows = Math.max(minRows, Math.min(maxRows, rows * 4, Math.floor(targetPageBytes / rowBytes)))
    },
  }
}
