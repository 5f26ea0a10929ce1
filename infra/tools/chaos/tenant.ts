import { setTimeout as pause } from 'node:timers/promises'
import { signToken } from '../../auth/token.ts'
import { ask } from './ask.ts'

const mutation = (field: string, type: string): string =>
  `mutation ($input: ${type}!, $key: String) { ${field}(input: $input, idempotencyKey: $key) { id } }`
const register = mutation('registerTenant', 'RegisterTenantInput')
const update = mutation('updateTenant', 'UpdateTenantInput')

/** Its details allow every command, and a write-off of any balance. */
const details = {
  name: 'Acme Trading Limited',
  bin: '0028718210101',
  address: 'House 42, Road 11, Banani, Dhaka 1213',
  responsiblePersonName: 'Farhana Rahman',
  responsiblePersonDesignation: 'Head of Accounts',
  makerChecker: false,
  places: [{ code: 'CTG', name: 'Chattogram depot', address: '7 Sadarghat Road, Chattogram 4000' }],
}

const attempts = 50

/** Registers a tenant while there are no faults, and returns the token of its administrator. */
export const registerTenant = async (url: string, secret: string, id: string): Promise<string> => {
  const platform = await signToken({ userId: 'p-1', tenantId: '', role: 'platform' }, secret)
  await untilDone(url, platform, { name: `${id}-register`, operation: register, input: { id, ...details } })
  const token = await signToken({ userId: 'u-1', tenantId: id, role: 'admin' }, secret)
  await untilDone(url, token, { name: `${id}-update`, operation: update, input: { writeOffLimit: '100000' } })
  return token
}

type Request = { name: string; operation: string; input: object }

const untilDone = async (url: string, token: string, { name, operation, input }: Request): Promise<void> => {
  for (let made = 1; ; made++) {
    const answer = await ask({ url, token, name, operation, variables: { input }, timeoutMs: 35_000 })
    if (answer.kind === 'done') return
    if (made === attempts || answer.kind !== 'unknown') throw new Error(`${name}: ${JSON.stringify(answer)}`)
    await pause(200)
  }
}
