import { type DocumentNode, getOperationAST } from 'graphql'
import { invalidInput } from './contract-error.ts'
import { rootFields } from './root-fields.ts'

const maxKeyCharacters = 200
const validKey = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/

const readKey = (key: unknown, source: string): string | undefined => {
  if (key === undefined || key === null) return undefined
  if (typeof key === 'string' && key.length <= maxKeyCharacters && validKey.test(key)) return key
  throw invalidInput(
    `${source}: a key has 1 to 200 printable ASCII characters and neither starts nor ends with a space`,
    source,
  )
}

/**
 * The key of one mutation, from its argument or from the Idempotency-Key header.
 * @throws INVALID_INPUT when a key is not valid, or the argument and the header differ
 */
export const idempotencyKeyOf = (argument: unknown, header: string | undefined): string | undefined => {
  const fromArgument = readKey(argument, 'idempotencyKey')
  const fromHeader = readKey(header, 'Idempotency-Key')
  if (fromArgument !== undefined && fromHeader !== undefined && fromArgument !== fromHeader)
    throw invalidInput(
      'idempotencyKey: the argument and the Idempotency-Key header differ; send only one of them',
      'idempotencyKey',
    )
  return fromArgument ?? fromHeader
}

/**
 * Rejects the header on a request with more than one root mutation, because all of them would have the same
 * key. Fields with @skip and @include count: what the key means must not depend on whether they run.
 * @throws INVALID_INPUT when several mutations share the header
 */
export const rejectSharedKey = (
  header: string | undefined,
  document: DocumentNode,
  operationName: string | null | undefined,
): void => {
  if (header === undefined) return
  const operation = getOperationAST(document, operationName)
  if (operation?.operation !== 'mutation') return
  const mutations = [...rootFields(document, operation).keys()]
  if (mutations.length > 1)
    throw invalidInput(
      `Idempotency-Key: the header is for one mutation, and this request has ${mutations.length}; ` +
        'give each an idempotencyKey argument',
      'Idempotency-Key',
      { mutations },
    )
}
