import { type RecordedEvent, sizeOf } from '../event.ts'

const first = 32
const most = 500
const bytesWanted = 1024 * 1024

/** How many events the next page may hold so that it weighs about a megabyte, learnt from the page before. */
export const pageSize = () => {
  let rows = first
  return {
    get rows() {
      return rows
    },
    learn(page: readonly RecordedEvent[]): void {
      if (page.length === 0) return
      const bytes = page.reduce((sum, event) => sum + sizeOf(event) + 100, 0)
      rows = Math.max(2, Math.min(most, rows * 4, Math.floor(bytesWanted / (bytes / page.length))))
    },
  }
}
