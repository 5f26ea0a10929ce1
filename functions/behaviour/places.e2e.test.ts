import { EventStoreDBClient } from '@eventstore/db-client'
import { afterAll, describe, expect, test } from '@jest/globals'
import { deskOf, dueToday, line, openDesk, today } from './testing/desk.ts'
import { readEvents, readTakes, serialIn, takenTwice } from './testing/registers.ts'

const { service, desk } = await openDesk()
const store = EventStoreDBClient.connectionString(service.environment.EVENTSTORE_CONNECTION_STRING ?? '')
afterAll(async () => {
  await store.dispose()
  await service.stop()
})

/** The places of acme besides MAIN. */
const depot = { code: 'CTG', name: 'Chattogram depot', address: '7 Sadarghat Road, Chattogram 4000' }
const headOffice = 'House 42, Road 11, Banani, Dhaka 1213'

const issueAt = (place: string, rest: object = {}) =>
  desk.issue([line('10', '100')], { ...dueToday(), place, ...rest })

const placesUsed = async () =>
  (await readEvents(store, 'tenant-acme'))
    .filter(({ type }) => type === 'PlaceUsed')
    .map(({ data }) => data.place)

/** Registers a tenant with these places and returns the desk of its administrator. */
const register = async (id: string, places: object[]) => {
  const input = { id, name: 'New Traders', bin: '0028718210101', address: '1 Ferry Road', places }
  const platform = await service.as('platform')
  await platform.value('mutation ($input: RegisterTenantInput!) { registerTenant(input: $input) { id } }', {
    input,
  })
  return deskOf(await service.as('admin', id))
}

/** The code of the error of a mutation; undefined when it succeeds. */
const codeOf = (mutation: Promise<unknown>): Promise<string | undefined> =>
  mutation.then(
    () => undefined,
    (error) => /"code":"(\w+)"/.exec(String(error))?.[1],
  )

describe('50 the places of a tenant', () => {
  test('begin with MAIN, its own address, and are replaced by an update', async () => {
    const other = await register('places', [depot])
    const main = { code: 'MAIN', name: 'New Traders', address: '1 Ferry Road' }
    expect(await other.updateTenant({})).toMatchObject({ places: [main, depot] })
    const shop = { code: 'K2', name: 'খুলনা', address: 'খুলনা' }
    expect(await other.updateTenant({ places: [main, shop] })).toMatchObject({ places: [main, shop] })
    expect(await other.updateTenant({ places: null })).toMatchObject({ places: [main] })
  })

  test.each([
    ['PLACE_CODE_INVALID', 'input.places[0].code', [{ ...depot, code: 'ctg' }]],
    ['PLACE_TWICE', 'input.places[1].code', [depot, depot]],
    ['PLACE_RESERVED', 'input.places[0]', [{ ...depot, code: 'MAIN' }]],
    ['FIELD_REQUIRED', 'input.places[0].address', [{ ...depot, address: null }]],
    [
      'TOO_MANY_PLACES',
      'input.places',
      Array.from({ length: 101 }, (_, i) => ({ ...depot, code: `P${i}A` })),
    ],
  ])('are refused: %s', async (code, path, places) => {
    expect(await desk.expectTenantError({ places })).toMatchObject({ code, path })
  })

  test('are unknown to an invoice when they are not in the list', async () => {
    const refusal = { code: 'PLACE_UNKNOWN', path: 'input.place', params: { place: 'KHL' } }
    expect(await desk.expectCreateError([line('1', '1')], { place: 'KHL' })).toMatchObject(refusal)
    const { id } = await desk.create([line('1', '1')])
    expect(await desk.expectError('update', { id, input: { place: 'KHL' } })).toMatchObject(refusal)
  })
})

describe('22 50 an invoice of a place', () => {
  test('has numbers of the series of its place, and so have its notes', async () => {
    const taken = async (series: string, place: string) =>
      (await readTakes(store, 'acme', series, place)).length
    const numbered = (series: string, before: number) =>
      `MUSHAK-${series}-${today().slice(0, 7)}-${String(before + 1).padStart(6, '0')}`
    const [main, other] = [await taken('6.3', 'MAIN'), await taken('6.3', 'CTG')]
    const [credits, debits] = [await taken('6.7', 'CTG'), await taken('6.8', 'CTG')]

    const issued = await issueAt('CTG')
    expect(issued).toMatchObject({
      place: 'CTG',
      addressOfIssue: depot.address,
      seller: { address: headOffice },
      mushakNumber: numbered('6.3-CTG', other),
    })
    expect(await issueAt('MAIN')).toMatchObject({
      place: 'MAIN',
      addressOfIssue: headOffice,
      mushakNumber: numbered('6.3', main),
    })
    const one = [{ lineItemId: issued.lineItems[0].id, quantity: '1' }]
    await desk.run('credit', { id: issued.id, lines: one, reason: 'Returned' })
    expect(await desk.run('debit', { id: issued.id, lines: one, reason: 'One more' })).toMatchObject({
      notes: [
        { number: numbered('6.7-CTG', credits), place: 'CTG', addressOfIssue: depot.address },
        { number: numbered('6.8-CTG', debits), place: 'CTG' },
      ],
    })
  })

  test('can be moved to another place while it is a draft', async () => {
    const { id } = await desk.create([line('1', '100')], { ...dueToday(), place: 'CTG' })
    expect(await desk.run('update', { id, input: { place: null } })).toMatchObject({
      place: 'MAIN',
      addressOfIssue: headOffice,
    })
    expect(await desk.run('update', { id, input: { place: 'CTG' } })).toMatchObject({ place: 'CTG' })
    expect(await desk.run('approve', { id })).toMatchObject({
      mushakNumber: expect.stringMatching(/^MUSHAK-6\.3-CTG-/),
    })
  })

  test('8 is part of what a key was used for', async () => {
    const at = (place: string) => desk.create([line('1', '1')], { place }, 'one-place')
    const first = await at('CTG')
    expect(await at(' CTG ')).toEqual(first)
    await expect(at('MAIN')).rejects.toThrow('IDEMPOTENCY_KEY_REUSED')
  })
})

test('7 22 23 fifty approvals at once in two places leave no gap in either series', async () => {
  const seen = {
    MAIN: await readTakes(store, 'acme', '6.3'),
    CTG: await readTakes(store, 'acme', '6.3', 'CTG'),
  }
  const drafts = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      desk.create([line('1', '100')], { ...dueToday(), place: index % 2 ? 'CTG' : 'MAIN' }),
    ),
  )
  const issued = await Promise.all(drafts.map(({ id }) => desk.run('approve', { id })))
  for (const place of ['MAIN', 'CTG'] as const) {
    const serials = issued.filter((one) => one.place === place).map((one) => serialIn(one, '6.3'))
    expect(serials.sort((one, other) => one - other)).toEqual(
      Array.from({ length: 25 }, (_, index) => seen[place].length + 1 + index),
    )
    const takes = await readTakes(store, 'acme', '6.3', place)
    expect(takes).toHaveLength(seen[place].length + 25)
    expect(takenTwice(takes)).toEqual([])
    const times = takes.map(({ issuedAt }) => issuedAt)
    expect([...times].sort()).toEqual(times)
  }
  expect(new Set(issued.map(({ mushakNumber }) => mushakNumber)).size).toBe(50)
})

test('6 the INV numbers of all places are one series', async () => {
  const created = await Promise.all(
    ['MAIN', 'CTG', 'MAIN', 'CTG'].map((place) =>
      desk.create([line('1', '1')], { invoiceDate: '2022-08-01', dueDate: '2022-08-01', place }),
    ),
  )
  expect(created.map(({ invoiceNumber }) => invoiceNumber).sort()).toEqual(
    [1, 2, 3, 4].map((serial) => `INV-2022-08-01-00000${serial}`),
  )
})

describe('50 the address of issue', () => {
  test('that was given for an invoice survives its approval, and its notes have it', async () => {
    const issued = await issueAt('CTG', { vendorAddress: '9 Depot Lane' })
    expect(issued).toMatchObject({ addressOfIssue: '9 Depot Lane', seller: { address: '9 Depot Lane' } })
    const lines = [{ lineItemId: issued.lineItems[0].id, quantity: '1' }]
    expect(await desk.run('credit', { id: issued.id, lines, reason: 'Returned' })).toMatchObject({
      notes: [{ addressOfIssue: '9 Depot Lane', seller: { address: '9 Depot Lane' } }],
    })
  })

  test('is that of the place again when an update clears the one that was given', async () => {
    const draft = await desk.create([line('1', '100')], { place: 'CTG', vendorAddress: '9 Depot Lane' })
    await desk.run('update', { id: draft.id, input: { vehicle: 'Truck' } })
    expect(await desk.read(draft.id, 1)).toMatchObject({ addressOfIssue: '9 Depot Lane' })
    expect(await desk.run('update', { id: draft.id, input: { vendorAddress: null } })).toMatchObject({
      addressOfIssue: depot.address,
      seller: { address: headOffice },
    })
  })

  test('is that of the place at approval, and a later change of the place does not reach it', async () => {
    const draft = await desk.create([line('1', '100')], { ...dueToday(), place: 'CTG' })
    const earlier = await issueAt('CTG')
    const moved = { ...depot, name: 'Port depot', address: '9 Port Road' }
    const { places } = await desk.updateTenant({})
    const others = places.slice(1).filter(({ code }: { code: string }) => code !== 'CTG')
    await desk.updateTenant({ places: [moved, ...others], address: '1 New Road' })
    expect(await desk.run('approve', { id: draft.id })).toMatchObject({
      placeName: moved.name,
      addressOfIssue: '9 Port Road',
      seller: { address: '1 New Road' },
    })
    const unchanged = {
      placeName: depot.name,
      addressOfIssue: depot.address,
      seller: { address: headOffice },
    }
    expect(await desk.read(earlier.id, earlier.revision)).toMatchObject(unchanged)
    const lines = [{ lineItemId: earlier.lineItems[0].id, quantity: '1' }]
    expect(await desk.run('credit', { id: earlier.id, lines, reason: 'Returned' })).toMatchObject({
      ...unchanged,
      notes: [{ placeName: moved.name, addressOfIssue: '9 Port Road', seller: { address: '1 New Road' } }],
    })
    await desk.updateTenant({ places: [depot, ...others], address: headOffice })
  })
})

describe('50 the responsible person of a place', () => {
  const person = 'responsiblePersonName responsiblePersonDesignation'
  const own = { responsiblePersonName: 'Nasrin Akter', responsiblePersonDesignation: 'Depot manager' }
  const ofTenant = { responsiblePersonName: 'Rahim Uddin', responsiblePersonDesignation: 'Manager, VAT' }
  const nobody = { responsiblePersonName: null, responsiblePersonDesignation: null }

  test('signs its documents and their notes, and that of the tenant signs where a place has none', async () => {
    const other = await register('signed', [
      { ...depot, ...own },
      { ...depot, code: 'K2' },
    ])
    await other.updateTenant({ ...ofTenant, bin: '0028718210101' })
    const read = (id: string) =>
      other.client.value(`query ($id: ID!) { invoice(id: $id) { ${person} notes { ${person} } } }`, { id })
    const issue = async (place: string) => {
      const issued = await other.issue([line('10', '100')], { ...dueToday(), place })
      const lines = [{ lineItemId: issued.lineItems[0].id, quantity: '1' }]
      const { revision } = await other.run('credit', { id: issued.id, lines, reason: 'Returned' })
      await other.awaitRow(issued.id, revision)
      return issued.id
    }
    const [atDepot, atShop, atMain] = [await issue('CTG'), await issue('K2'), await issue('MAIN')]
    expect(await read(atDepot)).toEqual({ ...own, notes: [own] })
    expect(await read(atShop)).toEqual({ ...ofTenant, notes: [ofTenant] })
    expect(await read(atMain)).toEqual({ ...ofTenant, notes: [ofTenant] })

    const places = `{ tenant { places { code ${person} } } }`
    expect((await other.client.value(places)).places).toEqual([
      { code: 'MAIN', ...ofTenant },
      { code: 'CTG', ...own },
      { code: 'K2', ...nobody },
    ])
    await other.updateTenant({ places: [depot, { ...depot, code: 'K2' }] })
    expect(await read(atDepot)).toEqual({ ...own, notes: [own] })
  })

  test('needs a name where there is a designation', async () => {
    const places = [{ ...depot, responsiblePersonDesignation: 'Depot manager' }]
    expect(await desk.expectTenantError({ places })).toMatchObject({
      code: 'FIELD_REQUIRED',
      path: 'input.places[0].responsiblePersonName',
    })
  })
})

describe('50 a place in use', () => {
  test('is recorded once, by the first draft that names it, and cannot be removed', async () => {
    const [khulna, rajshahi] = ['KHL', 'RAJ'].map((code) => ({ ...depot, code }))
    await desk.updateTenant({ places: [depot, khulna, rajshahi] })
    const create = (key: string) => desk.create([line('1', '1')], { place: 'KHL' }, key)
    const first = await create('first')
    expect(await create('first')).toEqual(first)
    await create('second')
    for (const place of ['RAJ', 'KHL', 'RAJ']) await desk.run('update', { id: first.id, input: { place } })
    expect((await placesUsed()).filter((place) => place !== 'CTG')).toEqual(['KHL', 'RAJ'])

    for (const places of [null, [depot, khulna]])
      expect(await desk.expectTenantError({ places })).toMatchObject({
        code: 'PLACE_IN_USE',
        path: 'input.places',
        params: { places: expect.arrayContaining(['RAJ']) },
      })
  })

  test('is not recorded for MAIN, nor for a draft that is refused', async () => {
    const other = await register('unused', [depot])
    await other.create([line('1', '1')])
    await other.expectCreateError([line('0', '1')], { place: 'CTG' })
    expect((await readEvents(store, 'tenant-unused')).map(({ type }) => type)).toEqual(['TenantRegistered'])
    expect(await other.updateTenant({ places: null })).toMatchObject({ places: [{ code: 'MAIN' }] })
  })

  test('of its removal and its first use at the same time, one is refused', async () => {
    for (let round = 0; round < 20; round++) {
      const other = await register(`race${round}`, [depot])
      const [removal, use] = await Promise.all([
        codeOf(other.updateTenant({ places: null })),
        codeOf(other.create([line('1', '1')], { place: 'CTG' })),
      ])
      expect([removal, use]).toEqual(removal ? ['PLACE_IN_USE', undefined] : [undefined, 'PLACE_UNKNOWN'])
      expect((await other.updateTenant({})).places).toHaveLength(removal ? 2 : 1)
    }
  })
})
