import type { RecordedEvent } from '../event.ts'

/** What a subscriber receives, in order. */
export type SubscriptionMessage =
  /** The start is fixed: the subscriber receives every event appended from now on. */
  | { kind: 'confirmed' }
  | { kind: 'event'; event: RecordedEvent }
  | { kind: 'checkpoint'; position: number }
  | { kind: 'caughtUp' }
  | { kind: 'fellBehind' }
  /** The stream was hard deleted, which ends the subscription. */
  | { kind: 'streamDeleted'; stream: string }
