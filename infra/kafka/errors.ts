/** Kafka did not take the records in time or at all. Some of them may be there; publishing them again does no harm. */
export class KafkaUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE'

  constructor(what: string, cause: unknown) {
    super(`Kafka did not answer while ${what}`, { cause })
    this.name = 'KafkaUnavailable'
  }
}
