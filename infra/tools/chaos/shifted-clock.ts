/**
 * Loaded into a process with --import. A message { clockOffsetMs } moves its clock by so much, as when
 * somebody sets the clock of its machine: `Date` moves, and what counts durations does not.
 *
 * It also runs each schedule of a minute every few seconds, so that a round does not wait for the jobs.
 */
const SystemDate = globalThis.Date
let offsetMs = 0

class ShiftedDate extends SystemDate {
  constructor(...parts: [] | ConstructorParameters<typeof SystemDate>) {
    if (parts.length === 0) super(ShiftedDate.now())
    else super(...parts)
  }
  static override now(): number {
    return SystemDate.now() + offsetMs
  }
}
globalThis.Date = ShiftedDate as DateConstructor

process.on('message', (message: unknown) => {
  if (typeof message !== 'object' || message === null || !('clockOffsetMs' in message)) return
  offsetMs = Number(message.clockOffsetMs)
})

const minuteMs = 60_000
const scheduleMs = 2_000
const systemSetInterval = globalThis.setInterval
const hasten = (work: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
  systemSetInterval(work, ms === minuteMs ? scheduleMs : ms, ...args)
globalThis.setInterval = Object.assign(hasten, systemSetInterval) as typeof setInterval
