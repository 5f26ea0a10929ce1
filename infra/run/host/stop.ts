import type { Server } from 'node:http'
import { log } from '../../observability/log.ts'
import { withinDeadline } from '../../process/deadline.ts'
import type { EventSources } from './event-source-mapping/event-source.ts'
import type { Lambda } from './lambda.ts'
import { close } from './port.ts'
import type { UsageMeter } from './usage/meter.ts'

export type HostParts = {
  server: Server
  schedules: { stop(): void }
  sources: EventSources
  lambda: Pick<Lambda, 'announceStop' | 'drain'>
  meter?: Pick<UsageMeter, 'stop'> | undefined
}

export type StopTimes = {
  /** How long the whole stop may take. */
  timeoutMs: number
  /** How long connections without a request stay open for one that may be on its way. */
  idleGraceMs?: number | undefined
}

/**
 * Stops all that starts invocations, then waits for the running ones and records their usage, within
 * `timeoutMs`.
 */
export const stopHost = async (
  { server, schedules, sources, lambda, meter }: HostParts,
  { timeoutMs, idleGraceMs }: StopTimes,
): Promise<void> => {
  const deadlineMs = performance.now() + timeoutMs
  const leftMs = (): number => Math.max(0, deadlineMs - performance.now())
  const stopSources = () =>
    withinDeadline(leftMs(), sources.stop(), () =>
      log('warn', 'Stopped while an event source was delivering records'),
    )

  lambda.announceStop(timeoutMs)
  schedules.stop()
  await Promise.all([close(server, { timeoutMs, idleGraceMs }), stopSources()])
  const running = await lambda.drain(leftMs())
  if (running > 0) log('warn', 'Stopped while invocations were running', { running })
  await withinDeadline(leftMs(), meter?.stop() ?? Promise.resolve(), () =>
    log('warn', 'Stopped before the usage of the last invocations was recorded'),
  )
}
