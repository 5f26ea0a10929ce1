import type { Queries } from './connect.ts'

/**
 * Lets the relay publish all events of the event store again, and the projection try again what it has set
 * aside. What a row has already is not applied twice. A relay at work loses its lease and stops. Run it in a
 * transaction, as the owner.
 */
export const publishFromBeginning = async (tx: Queries): Promise<void> => {
  await tx`update finance.relay set checkpoint_commit = default, checkpoint_prepare = default,
    published_commit = default, published_prepare = default,
    fence = fence + 1, holder = null, lease_until = null`
  await tx`delete from finance.set_aside`
}
