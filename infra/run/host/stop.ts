import type { Server } from 'node:http'
import { log } from '../../observability/log.ts'
import { withinDeadline } from '../../process/deadline.ts'
import type { Topics } from './event-source/in-process.ts'
import type { Lambda } from './lambda.ts'
import { close } from './port.ts'

export type Running = {
  server: Server
  schedules: { stop(): void }
  sources: Pick<Topics, 'onBroker' | 'stop'>
  lambda: Pick<Lambda, 'drain'>
}

/**
 * Stops what begins invocations and then lets those that run end, all within so many milliseconds. A broker would go on
 * handing records over meanwhile; without one, records come from the relay that may be running, which needs them taken.
 */
export const stopRunning = async (
  { server, schedules, sources, lambda }: Running,
  milliseconds: number,
): Promise<void> => {
  const deadline = performance.now() + milliseconds
  const left = (): number => Math.max(0, deadline - performance.now())
  const stopSources = () =>
    withinDeadline(left(), sources.stop(), () =>
      log('warn', 'Stopped while an event source was handing records over'),
    )

  schedules.stop()
  await Promise.all([close(server, milliseconds), sources.onBroker ? stopSources() : undefined])
  const running = await lambda.drain(left())
  if (running > 0) log('warn', 'Stopped while invocations were running', { left: running })
  if (!sources.onBroker) await stopSources()
}
