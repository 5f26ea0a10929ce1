import type { APIGatewayProxyEvent } from 'aws-lambda'
import { invalidInput, RequestError } from '../contract-error.ts'

/** Two invoices of 500 lines with all their fields, as many as one request may store, are 15,000. */
export const maxValues = 50_000

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c

/**
 * Rejects a body with more values than any useful request. Reading each of them takes half a microsecond,
 * because its numbers are kept exact, and nothing else runs meanwhile: a million characters of short values
 * took a quarter of a second. To count the commas that are in no text takes a few milliseconds.
 * @throws RequestError when the body has too many values (413)
 */
export const rejectManyValues = ({ body }: APIGatewayProxyEvent): void => {
  if (body !== null && countCommas(body) >= maxValues)
    throw new RequestError(413, invalidInput(`The body has more than ${maxValues} values`))
}

const countCommas = (json: string): number => {
  let commas = 0
  let isInText = false
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === quote) isInText = !isInText
    else if (code === backslash) at++
    else if (code === comma && !isInText) commas++
  }
  return commas
}
