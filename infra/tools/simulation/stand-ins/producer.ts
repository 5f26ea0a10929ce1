import type { TopicRecord } from '../../../kafka/topic.ts'
import { requireActor } from '../world/actor.ts'
import { brokerOf } from '../world/stores.ts'

/**
 * Takes the place of the producer (`functions/jobs/relay/publish.ts` imports it). When the broker does not
 * answer, the records may be published.
 */
export const publish = (topic: string, records: readonly TopicRecord[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const actor = requireActor()
    actor.world.queue({
      ...{ kind: 'publish', actor, what: `publish ${records.length} records` },
      perform: () => brokerOf(actor).publish(topic, records),
      deliver: resolve,
      fail: reject,
      unavailable: () => Object.assign(new Error('The broker did not answer'), { code: 'STORE_UNAVAILABLE' }),
    })
  })
