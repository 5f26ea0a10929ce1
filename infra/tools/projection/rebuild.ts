import { setTimeout as pause } from 'node:timers/promises'
import type { Invoke } from '../functions/open-functions.ts'
import { type Model, type Report, report, stateOf } from './report.ts'

type Options = { invoke: Invoke; log(line: string): void }

const progressEveryMs = 2_000

/**
 * Has the next version of the read model made and filled, and prints how far it is. The function continues
 * where an earlier call was ended.
 */
export const rebuild = async ({ invoke, log }: Options): Promise<Report> => {
  const over = new AbortController()
  const watching = watch({ invoke, log }, over.signal)
  try {
    for (;;) {
      const result = report.parse(await invoke('read-models', { command: 'rebuild' }))
      if (result.done) return result
    }
  } finally {
    over.abort()
    await watching
  }
}

/** A line as soon as something has changed, with the rate and the time left. */
const watch = async ({ invoke, log }: Options, signal: AbortSignal): Promise<void> => {
  let before: { model: Model; atMs: number } | undefined
  while (!signal.aborted) {
    await pause(progressEveryMs, undefined, { signal }).catch(() => undefined)
    const found = await invoke('read-models', { command: 'status' }).catch(() => undefined)
    const model = report.safeParse(found).data?.models.find(({ filledAt }) => filledAt === null)
    if (model === undefined) continue
    const now = { model, atMs: performance.now() }
    log(progressLine(before ?? now, now))
    before ??= now
  }
}

type Seen = { model: Model; atMs: number }

const progressLine = (first: Seen, { model, atMs }: Seen): string => {
  const seconds = (atMs - first.atMs) / 1000
  const [events, part] = [model.filledEvents - first.model.filledEvents, model.part - first.model.part]
  const line = `version ${model.version}: ${stateOf(model)}, ${model.filledEvents} events`
  if (seconds === 0 || part <= 0) return line
  const left = ((1 - model.part) * seconds) / part
  return `${line}, ${Math.round(events / seconds)} / s, about ${Math.ceil(left)} s left`
}
