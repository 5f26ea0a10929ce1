/** What a code of the contract means to a client: when it comes, with which HTTP status, whether to send the same again, and what helps. */
export type ContractCode = { status: string; again: string; when: string; help: string }

/** Codes that do not come from the rules of invoicing. A test holds the names to the list in schema.graphql and to the code that answers them. */
export const contractCodes: Readonly<Record<string, ContractCode>> = {
  UNAUTHENTICATED: {
    status: '401',
    again: 'no',
    when: 'There is no token, or it is expired, damaged or signed with another secret.',
    help: 'Get a new token, send it as `Authorization: Bearer <token>`.',
  },
  FORBIDDEN: {
    status: '200, 403 at the door',
    again: 'no',
    when: 'The role of the token does not hold the permission; `params.permission` names it.',
    help: 'Let somebody do it whose role does: [permissions](permissions.md).',
  },
  TENANT_MISMATCH: {
    status: '403',
    again: 'no',
    when: 'The header `X-Tenant-ID` names another tenant than the token.',
    help: 'Leave the header out, or use a token of that tenant.',
  },
  RATE_LIMITED: {
    status: '429',
    again: 'yes, later',
    when: 'Too many requests in a short time.',
    help: 'Wait a moment, then send it again.',
  },
  QUOTA_EXCEEDED: {
    status: '429',
    again: 'no',
    when: 'The quota of the period is used up.',
    help: 'Ask for a larger quota.',
  },
  INVALID_INPUT: {
    status: '200, 400, 405 or 413',
    again: 'no',
    when: 'The request is not JSON, is too large, does not come by POST, does not parse, asks for an unknown field, or a value has the wrong type or size.',
    help: '`path` names the field. Where several are wrong, `params.problems` lists them.',
  },
  QUERY_TOO_COMPLEX: {
    status: '400',
    again: 'no',
    when: 'Too many fields, aliases, levels or rows in one query, or an answer above 6 MB.',
    help: 'Ask for fewer fields or a smaller page.',
  },
  NOT_FOUND: {
    status: '200, 404 for an address',
    again: 'no',
    when: 'The tenant has no such invoice. One of another tenant is not found either.',
    help: 'Check the id.',
  },
  CONFLICT: {
    status: '200',
    again: 'only if `retryable`',
    when: 'Somebody else changed the invoice: `expectedRevision` is not its revision, or several wrote at once.',
    help: 'With `expectedRevision`: read again and decide afresh. Without: send it again with the same idempotency key.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: '200',
    again: 'no',
    when: 'The key stands for the same mutation with other input.',
    help: 'A new command needs a new key.',
  },
  REVISION_NOT_REACHED: {
    status: '200',
    again: 'no',
    when: '`minRevision` is above the last revision of the invoice.',
    help: 'Ask for a revision that a mutation has answered.',
  },
  STORE_UNAVAILABLE: {
    status: '200',
    again: 'yes',
    when: 'A store does not answer, or not in time. Whether a mutation took effect is then not known.',
    help: 'Send it again with the same idempotency key: it takes effect once.',
  },
  NOT_AVAILABLE: {
    status: '200',
    again: 'no',
    when: 'The field is part of the contract, but this version of the service does not answer it yet.',
    help: 'Leave it out.',
  },
  INPUT_TOO_LARGE: {
    status: '200',
    again: 'no',
    when: 'What was sent does not fit into one event, which may have 1 MB.',
    help: 'Use fewer lines or shorter texts.',
  },
  CLOCK_DISAGREES: {
    status: '200',
    again: 'yes, later',
    when: 'The clocks of this service and its event store are more than a minute apart, so no legal time can be given. Nothing was issued.',
    help: 'An operator sets the clock; then send it again.',
  },
  EVENT_TYPE_UNKNOWN: {
    status: '200',
    again: 'no',
    when: 'The stream holds an event of a type that this version of the service does not know.',
    help: 'Report it: a newer version wrote it, or it does not belong there.',
  },
  EVENT_VERSION_UNKNOWN: {
    status: '200',
    again: 'no',
    when: 'The stream holds an event that a newer version of the service wrote; nothing is guessed from it.',
    help: 'Ask again when the newer version runs everywhere.',
  },
  EVENT_DATA_INVALID: {
    status: '200',
    again: 'no',
    when: 'A stored event is not what its type and version promise.',
    help: 'Report it: the stream has to be looked at.',
  },
  INTERNAL_SERVER_ERROR: {
    status: '200, 500 or 502',
    again: 'only if `retryable`',
    when: 'A fault of ours. Its details are in our log under the correlation id.',
    help: 'Report `correlationId`.',
  },
}
