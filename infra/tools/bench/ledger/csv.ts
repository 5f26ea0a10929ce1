import { atMost, type Figure, megabytes, notMeasured, perSecond } from '../figure.ts'
import { startHostProcess } from '../host-process.ts'
import { type Service, tokenFor } from '../service.ts'
import { time } from '../time.ts'
import type { BenchPeriod } from './reads.ts'

type Options = { tenantId: string; month: BenchPeriod; lines: number }

/** The month kept in memory would be several times more at 100,000 invoices. */
const boundBytes = 40_000_000

/**
 * Downloads the sales book of half a month and then that of the whole month, and compares the largest memory
 * that the host has had. `lines` is what the month has at least.
 */
export const measureCsv = async (service: Service, { tenantId, month, lines }: Options): Promise<Figure> => {
  const line = 'sales book of the month as CSV, memory above half the month'
  const host = await startHostProcess(service.environment)
  try {
    const token = await tokenFor('admin', tenantId)
    const read = (period: BenchPeriod) => download(addressOf(host.url, period), token)
    // The first time, the heap grows to the size that garbage of any file needs.
    for (let round = 0; round < 2; round++) await read({ ...month, to: `${month.from.slice(0, 8)}15` })
    const before = host.peakMemoryBytes()
    const { tookMs, value } = await time(() => read(month))
    const after = host.peakMemoryBytes()
    if (value.rows < lines) throw new Error(`The CSV has ${value.rows} rows of ${lines} lines`)
    const rate = `${value.rows} rows, ${megabytes(value.bytes)}, ${perSecond(value.rows, tookMs)}`
    if (before === undefined || after === undefined) return notMeasured(line, `no /proc; ${rate}`)
    const bounded = { measured: after - before, bound: boundBytes, unit: megabytes }
    return atMost(line, bounded, `${rate}; peak ${megabytes(after)}`)
  } finally {
    await host.kill()
  }
}

const addressOf = (url: string, { from, to }: BenchPeriod): string =>
  `${url}/reports/sales-book?from=${from}&to=${to}&format=csv`

const lineFeed = 0x0a

/** @throws Error when the response is not HTTP 200 or ends early */
const download = async (url: string, token: string): Promise<{ rows: number; bytes: number }> => {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept: 'text/csv' } })
  if (response.status !== 200 || !response.body)
    throw new Error(
      `The CSV responded with HTTP ${response.status}: ${(await response.text()).slice(0, 500)}`,
    )
  let [rows, bytes] = [0, 0]
  for await (const chunk of response.body) {
    bytes += chunk.length
    for (const byte of chunk) if (byte === lineFeed) rows++
  }
  return { rows, bytes }
}
