import { afterAll, describe, expect, test } from '@jest/globals'
import { getNamedType, isUnionType } from 'graphql'
import { operationRequirements } from '../../infra/auth/permissions.ts'
import { clientOf, type GraphqlResponse } from '../../infra/run/local/testing/client.ts'
import { buildSchema } from '../http/graphql/schema.ts'
import { operationOf, rootFields, selectionOf } from './fuzz/documents.ts'
import { openDesk } from './testing/desk.ts'
import { rolesFor } from './testing/tenancy/roles.ts'
import { marker, samples } from './testing/tenancy/samples.ts'

/**
 * Every operation that the service offers, with every field of its result, for: no token, a token without the
 * permission, a token of another tenant, and a token that is right. The operations come from the schema and
 * the permissions from their table, so that a new operation cannot be forgotten.
 */
const { service, desk } = await openDesk()
afterAll(() => service.stop())

const schema = buildSchema()
const federation = ['_entities', '_service']
const fields = rootFields(schema)
const operations = fields.filter(({ field }) => !federation.includes(field.name))

test('every operation has a sample and a requirement, and no other has', () => {
  const names = fields.map(({ field }) => field.name)
  expect(Object.keys(operationRequirements).sort()).toEqual([...names].sort())
  expect(Object.keys(samples).sort()).toEqual(operations.map(({ field }) => field.name).sort())
})

const tenantOfAcme = () => desk.client.value('{ tenant { name bin address revision } }')
const acme = await tenantOfAcme()
const bengal = await service.as('admin', 'bengal')

const codesOf = ({ errors = [] }: GraphqlResponse) => errors.map(({ extensions }) => extensions.code)
const textOf = ({ data, errors }: GraphqlResponse): string => JSON.stringify({ data, errors })

/** Nothing of acme may be in a response to another tenant. */
const expectNoLeak = (response: GraphqlResponse): void => {
  for (const secret of [marker, acme.name, acme.bin]) expect(textOf(response)).not.toContain(secret)
}

/** The events of the invoice of a sample: whoever is refused adds none. */
const eventsOf = async ({ id, invoiceId }: Record<string, unknown>): Promise<string[]> => {
  const invoice = id ?? invoiceId
  return typeof invoice === 'string' ? desk.readEventTypes(invoice) : []
}

describe.each(operations.map(({ kind, field }) => ({ name: field.name, kind, field })))(
  '$name',
  ({ name, kind, field }) => {
    const query = operationOf(kind, field, 4)
    const { right, lacking } = rolesFor(name)
    const sample = samples[name]
    let prepared: Promise<Record<string, unknown>> | undefined
    const prepare = async () => {
      prepared ??= sample?.prepare(desk)
      return (await prepared) ?? {}
    }
    const isOfPlatform = right === 'platform'

    test('without a token is UNAUTHENTICATED', async () => {
      const response = await clientOf(service.url, undefined).ask(query, await prepare())
      expect([response.status, codesOf(response), response.data]).toEqual([
        401,
        ['UNAUTHENTICATED'],
        undefined,
      ])
    })

    test(`as ${lacking} is FORBIDDEN, and changes nothing`, async () => {
      const variables = await prepare()
      const before = await eventsOf(variables)
      const client = await service.as(lacking ?? 'platform', lacking === 'platform' ? '' : 'acme')
      const response = await client.ask(query, variables)
      expect(codesOf(response)).toEqual(['FORBIDDEN'])
      expectNoLeak(response)
      expect(await eventsOf(variables)).toEqual(before)
    })

    test('as a user of another tenant shows and changes nothing of acme', async () => {
      const variables = await prepare()
      const before = [await eventsOf(variables), await tenantOfAcme()]
      const client = isOfPlatform ? bengal : await service.as(right ?? 'admin', 'bengal')
      const response = await client.ask(query, variables)
      expectNoLeak(response)
      const value = response.data?.[name]
      if (isOfPlatform) expect(codesOf(response)).toEqual(['FORBIDDEN'])
      else if (sample?.other === 'NOT_FOUND') expect(codesOf(response)).toEqual(['NOT_FOUND'])
      else expect(codesOf(response)).toEqual([])
      if (sample?.other === 'null') expect(value).toBeNull()
      expect([await eventsOf(variables), await tenantOfAcme()]).toEqual(before)
    })

    test('with the header of another tenant is TENANT_MISMATCH', async () => {
      const client = await service.as(right ?? 'admin', isOfPlatform ? '' : 'bengal')
      const response = await client.ask(query, await prepare(), { 'x-tenant-id': 'acme' })
      expect([codesOf(response), response.data]).toEqual([['TENANT_MISMATCH'], undefined])
    })

    test(`as ${right} succeeds`, async () => {
      const client = await service.as(right ?? 'admin', isOfPlatform ? '' : 'acme')
      const response = await client.ask(query, await prepare())
      expect(codesOf(response)).toEqual([])
      expect(response.data?.[name]).not.toBeNull()
      if (sample?.shows) expect(textOf(response)).toContain(marker)
    })
  },
)

describe('_entities', () => {
  const union = getNamedType(schema.getQueryType()?.getFields()._entities?.type)
  const types = isUnionType(union) ? union.getTypes() : []
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ${types.map((type) => `... on ${type.name} ${selectionOf(type, 4).replace('__typename', '')}`).join(' ')}
    }
  }`
  const invoice = samples.invoice
  /** What acme has of each type, and null for a type that belongs to another subgraph. */
  const entities: Record<string, (() => Promise<unknown>) | null> = {
    Invoice: async () => (await invoice?.prepare(desk))?.id,
    Tenant: async () => 'acme',
    Customer: null,
    Vendor: null,
  }

  test.each(types.map(({ name }) => name))(
    '%s is shown to its own tenant and to nobody else',
    async (name) => {
      expect(Object.keys(entities)).toContain(name)
      const id = (await entities[name]?.()) ?? 'customer-1'
      const variables = { representations: [{ __typename: name, id }] }
      const own = await desk.client.ask(query, variables)
      if (entities[name] === null) expect(codesOf(own)).toEqual(['INVALID_INPUT'])
      else expect(own.data).toMatchObject({ _entities: [{ id }] })
      const response = await bengal.ask(query, variables)
      if (entities[name] !== null) expect(response).toMatchObject({ data: { _entities: [null] } })
      expectNoLeak(response)
      expect(codesOf(await (await service.as('platform')).ask(query, variables))).toEqual(['FORBIDDEN'])
      expect(codesOf(await clientOf(service.url, undefined).ask(query, variables))).toEqual([
        'UNAUTHENTICATED',
      ])
    },
  )
})

test('_service and the fields of introspection need a token, and show nothing of a tenant', async () => {
  for (const query of ['{ _service { sdl } }', '{ __schema { types { name } } }', '{ __typename }']) {
    expect(codesOf(await clientOf(service.url, undefined).ask(query))).toEqual(['UNAUTHENTICATED'])
    for (const client of [
      bengal,
      await service.as('platform'),
      await service.as('accounts_payable', 'bengal'),
    ]) {
      const response = await client.ask(query)
      expect(codesOf(response)).toEqual([])
      expectNoLeak(response)
    }
  }
})
