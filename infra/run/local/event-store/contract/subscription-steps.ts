import type { AllStreamSubscription, Position, StreamSubscription } from '@eventstore/db-client'
import { consecutive, type TestStore, testEvents } from './test-store.ts'

/** Resolves when the server has fixed the start of the subscription. */
export const confirmation = (subscription: StreamSubscription | AllStreamSubscription): Promise<void> =>
  new Promise((resolve, reject) => {
    subscription.on('confirmation', () => resolve())
    subscription.on('error', reject)
  })

/** Appends as many events; returns the position of the last one. */
export const append = async (
  { client }: TestStore,
  stream: string,
  count: number,
  from = 0,
): Promise<Position> => {
  const { position } = await client.appendToStream(stream, testEvents(count, from))
  return position ?? { commit: 0n, prepare: 0n }
}

/** Appends without pause to four streams at once, in order within each, until `stop` is called. */
export const startAppending = ({ client }: TestStore, prefix: string): { stop(): Promise<void> } => {
  let stopped = false
  const appends = consecutive(4).map(async (index) => {
    let n = 0
    while (!stopped) {
      const count = 1 + (n % 3)
      await client.appendToStream(`${prefix}-${index}`, testEvents(count, n))
      n += count
    }
  })
  return {
    stop: async () => {
      stopped = true
      await Promise.all(appends)
    },
  }
}
