/** What an error code means to a client. The texts are cells of the table in docs/errors.md. */
export type ContractCode = {
  httpStatus: string
  /** Whether sending the same request again may succeed. */
  resend: string
  when: string
  remedy: string
}

/**
 * Codes that do not come from the rules of invoicing. A test compares the names with those in schema.graphql
 * and with the code that returns them.
 */
export const contractCodes: Readonly<Record<string, ContractCode>> = {
  UNAUTHENTICATED: {
    httpStatus: '401',
    resend: 'no',
    when:
      'The token is missing, expired, damaged or too long, or has the signature, issuer or audience of ' +
      'another service.',
    remedy: 'Get a new token and send it as `Authorization: Bearer <token>`.',
  },
  TOKEN_REUSED: {
    httpStatus: '401',
    resend: 'no',
    when: 'A refresh token was used a second time, so all tokens of its login were revoked.',
    remedy: 'Log in again. Send one refresh at a time, with an `Idempotency-Key`: [tokens](tokens.md).',
  },
  TOKEN_REVOKED: {
    httpStatus: '401',
    resend: 'no',
    when: 'The login of the refresh token has ended: by a logout, by an operator or by TOKEN_REUSED.',
    remedy: 'Log in again.',
  },
  FORBIDDEN: {
    httpStatus: '200, or 403 from the gateway',
    resend: 'no',
    when: 'The role of the token lacks the permission that `params.permission` names.',
    remedy: 'Ask a user whose role has it: [permissions](permissions.md).',
  },
  TENANT_MISMATCH: {
    httpStatus: '403',
    resend: 'no',
    when: 'The header `X-Tenant-ID` names another tenant than the token.',
    remedy: 'Leave the header out, or use a token of that tenant.',
  },
  RATE_LIMITED: {
    httpStatus: '429',
    resend: 'yes, later',
    when:
      'Too many requests, connections or large bodies were sent in a short time, or too many reports are ' +
      'downloaded at once.',
    remedy: 'Wait for the seconds of the header `Retry-After`, then send it again: [limits](limits.md).',
  },
  QUOTA_EXCEEDED: {
    httpStatus: '429',
    resend: 'no',
    when: 'The requests of the month are used up.',
    remedy: 'Ask for a larger quota, or wait for the next month: [limits](limits.md).',
  },
  INVALID_INPUT: {
    httpStatus: '200, 400, 405, 408, 413, 415 or 431',
    resend: 'no',
    when:
      'The request is not JSON, is too large, is compressed, is not a POST, is not valid GraphQL, has two ' +
      'different values of one header, asks for an unknown field, or has a value of the wrong type or size.',
    remedy: '`path` names the field or header. If several are wrong, `params.problems` lists them.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    httpStatus: '400',
    resend: 'no',
    when: 'The request has the hash of its query instead of the query.',
    remedy: 'Send the query. [Clients](clients.md) with persisted queries do so by themselves.',
  },
  QUERY_TOO_COMPLEX: {
    httpStatus: '400',
    resend: 'no',
    when:
      'The query is too long, has too many fields, aliases, directives, levels or rows, or has a name that ' +
      'is too long, or its response is larger than 6 MB.',
    remedy: 'Ask for fewer fields or a smaller page.',
  },
  NOT_FOUND: {
    httpStatus: '200, or 404 for an unknown URL',
    resend: 'no',
    when: 'The tenant has no such invoice. An invoice of another tenant is not found either.',
    remedy: 'Check the id.',
  },
  CONFLICT: {
    httpStatus: '200',
    resend: 'only if `retryable`',
    when:
      'Another command changed the invoice: `expectedRevision` is not its revision, or several commands ' +
      'were sent at once.',
    remedy:
      'With `expectedRevision`: read the invoice again and decide again. Without it: send the mutation ' +
      'again with the same idempotency key.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    httpStatus: '200',
    resend: 'no',
    when: 'The key was used before for the same mutation with other input.',
    remedy: 'Use a new key for a new command.',
  },
  REVISION_NOT_REACHED: {
    httpStatus: '200',
    resend: 'no',
    when: '`minRevision` is above the last revision of the invoice.',
    remedy: 'Use a revision that a mutation has returned.',
  },
  STORE_UNAVAILABLE: {
    httpStatus: '200, or 503 for `/auth`',
    resend: 'yes',
    when: 'A store did not respond in time. It is not known whether a mutation took effect.',
    remedy: 'Send the request again, a mutation with the same idempotency key: it takes effect once.',
  },
  REPORT_TOO_LARGE: {
    httpStatus: '400',
    resend: 'no',
    when: 'A report has more rows or bytes than its file may have, as CSV or as PDF; `params` has the limit.',
    remedy: 'Ask for a shorter period, or for CSV instead of PDF: [reports](reports.md).',
  },
  INPUT_TOO_LARGE: {
    httpStatus: '200 or 400',
    resend: 'no',
    when:
      'The input does not fit into one event, which is limited to 1 MB, or all mutations of a request have ' +
      'more than 1,000 lines or 1 MB of input together.',
    remedy: 'Use fewer lines or shorter texts, or send several requests.',
  },
  STREAM_TOO_LONG: {
    httpStatus: '200',
    resend: 'no',
    when: 'A state must be computed from more than 10,000 events, or from more than 60 MB of them.',
    remedy: 'Read the events with `invoiceHistory`, page by page.',
  },
  CLOCK_DISAGREES: {
    httpStatus: '200',
    resend: 'yes, later',
    when:
      'The clocks of the service and its event store may differ by more than a minute, or a note would be ' +
      'dated before its invoice, so the service cannot record a legal time of issue. Nothing was issued.',
    remedy:
      'Send the mutation again after a minute. If that fails too, tell an operator to correct the clock.',
  },
  EVENT_TYPE_UNKNOWN: {
    httpStatus: '200',
    resend: 'no',
    when: 'The stream contains an event of a type that this version of the service does not support.',
    remedy: 'Report it: a newer version wrote the event, or the event does not belong there.',
  },
  EVENT_VERSION_UNKNOWN: {
    httpStatus: '200',
    resend: 'no',
    when: 'The stream contains an event that a newer version of the service wrote.',
    remedy: 'Send the request again once the newer version runs everywhere.',
  },
  EVENT_DATA_INVALID: {
    httpStatus: '200',
    resend: 'no',
    when: 'The data of a stored event does not have the shape of its type and version.',
    remedy: 'Report it: an operator has to inspect the stream.',
  },
  STREAM_DAMAGED: {
    httpStatus: '200',
    resend: 'no',
    when:
      'The stream contains an event that cannot have happened after those before it, such as the second ' +
      'reversal of a payment.',
    remedy: 'Report it: an operator has to inspect the stream. Other invoices are not affected.',
  },
  INTERNAL_SERVER_ERROR: {
    httpStatus: '200, 500, 502 or 504',
    resend: 'only if `retryable`',
    when:
      'The service has a defect, or it did not respond within 29 s (504). Its log contains the details ' +
      'under the correlation id.',
    remedy: 'Report `correlationId`.',
  },
}
