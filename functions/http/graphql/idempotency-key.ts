import { type DocumentNode, getOperationAST } from 'graphql'
import { refusal } from './refusal.ts'
import { rootKeys } from './root-keys.ts'

const printable = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/

const checked = (key: unknown, where: string): string | undefined => {
  if (key === undefined || key === null) return undefined
  if (typeof key === 'string' && printable.test(key)) return key
  throw refusal({
    code: 'INVALID_INPUT',
    message: `${where}: a key has 1 to 200 printable ASCII characters and no blank at its ends`,
    path: where,
  })
}

/** The key of one mutation, from its argument or from the header; both at once have to agree. */
export const chosenKey = (argument: unknown, header: string | undefined): string | undefined => {
  const fromArgument = checked(argument, 'idempotencyKey')
  const fromHeader = checked(header, 'Idempotency-Key')
  if (fromArgument !== undefined && fromHeader !== undefined && fromArgument !== fromHeader)
    throw refusal({
      code: 'INVALID_INPUT',
      message: 'idempotencyKey: the argument and the Idempotency-Key header differ; send one of them',
      path: 'idempotencyKey',
    })
  return fromArgument ?? fromHeader
}

/**
 * Refuses the header on a request with more than one root mutation: one key would stand for several. Fields behind @skip and
 * @include count, because whether they run must not decide what the key means.
 */
export const refuseSharedKey = (
  header: string | undefined,
  document: DocumentNode,
  operationName: string | null | undefined,
): void => {
  if (header === undefined) return
  const operation = getOperationAST(document, operationName)
  if (operation?.operation !== 'mutation') return
  const mutations = rootKeys(document, operation)
  if (mutations.size > 1)
    throw refusal({
      code: 'INVALID_INPUT',
      message: `Idempotency-Key: the header serves one mutation, and this request has ${mutations.size}; give each its idempotencyKey argument`,
      path: 'Idempotency-Key',
      params: { mutations: [...mutations] },
    })
}
