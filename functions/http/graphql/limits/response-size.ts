import { contractError } from '../contract-error.ts'

/** A Lambda response has at most 6 MB. This leaves room for its headers. */
const maxBytes = 6 * 1024 * 1024 - 64 * 1024
/** A text of this length is within the limit, even if each character takes six bytes. */
const alwaysFitsLength = maxBytes / 6

/** Whether a body is too large for the response of a Lambda function, which contains it as a JSON string. */
export const isTooLarge = (body: string): boolean =>
  body.length > alwaysFitsLength && Buffer.byteLength(JSON.stringify(body)) > maxBytes

/** Fields under several aliases, or many large answers, are each within limits and too large together. */
export const responseTooLarge = () =>
  contractError({
    code: 'QUERY_TOO_COMPLEX',
    message:
      'The response is larger than 6 MB; ask for fewer fields or a smaller page. ' +
      'If the request has mutations, they have run: send them again with the same idempotency keys',
  })
