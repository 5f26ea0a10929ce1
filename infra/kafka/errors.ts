/**
 * A request to Kafka failed or timed out. Some of the records may have been published; publishing them again
 * does no harm.
 */
export class KafkaUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE'

  constructor(action: string, cause: unknown) {
    super(`Kafka did not respond while ${action}`, { cause })
    this.name = 'KafkaUnavailable'
  }
}
