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

/** Whether a broker has refused a request with this error. The client nests it in aggregate errors. */
export const isBrokerError = (error: unknown, apiId: string): boolean => {
  if (!(error instanceof Error)) return false
  if ('apiId' in error && error.apiId === apiId) return true
  const nested = error instanceof AggregateError ? error.errors : [error.cause]
  return nested.some((one) => isBrokerError(one, apiId))
}
