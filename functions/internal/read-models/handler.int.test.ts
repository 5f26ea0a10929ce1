import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { MSKEvent } from 'aws-lambda'
import { paying } from '../../../domain/testing/examples.ts'
import type { Environment } from '../../../infra/config/environment.ts'
import { InvocationError } from '../../../infra/lambda/invocation-error.ts'
import { provideHostRuntime } from '../../../infra/lambda/runtime.ts'
import { connect } from '../../../infra/postgres/connect.ts'
import { provisionTenant } from '../../../infra/postgres/provision.ts'
import { asTenant } from '../../../infra/postgres/tenant-schema.ts'
import { waitFor } from '../../behaviour/testing/wait-for.ts'
import { handler as projectInvoices } from '../../projections/invoices/handler.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { appendReceipt } from '../../projections/invoices/testing/receipt-story.ts'
import {
  databaseSettings,
  nothingFailed,
  owner,
  part,
  reader,
  useStores,
} from '../../projections/invoices/testing/stores.ts'
import { appendStory, batch, recordsOf, type Story } from '../../projections/invoices/testing/story.ts'
import { projectionOf } from '../../read-model/versions.ts'
import { handler, type ReadModelsReport, type ReadModelsRequest } from './handler.ts'

// Rebuilds take long on a busy machine.
jest.setTimeout(120_000)
useStores()

const environment = new AsyncLocalStorage<Environment>()
let deliveries: string[] = []
/** Is called before a delivery. */
let onDelivery: () => unknown = () => undefined

/** Runs one of the two functions of the projection. */
const projectAs = (key: string, event: MSKEvent) =>
  environment.run({ ...process.env, READ_MODEL_VERSIONS: key.endsWith('-even') ? 'even' : 'odd' }, () =>
    projectInvoices(event),
  )

/** Delivers events to the projection of every version, as the relay does. */
const deliver = async (events: Story['events']): Promise<void> => {
  for (const key of ['project-invoices', 'project-invoices-even'])
    expect(await projectAs(key, batch(recordsOf(events)))).toEqual(nothingFailed)
}

beforeEach(async () => {
  deliveries = []
  onDelivery = () => undefined
  provideHostRuntime({
    environment,
    invoke: async (key, event) => {
      deliveries.push(key)
      await onDelivery()
      return projectAs(key, event as MSKEvent)
    },
  })
})
afterAll(() => provideHostRuntime(undefined))

const run = (request: ReadModelsRequest, remainingMs = 900_000): Promise<ReadModelsReport> => {
  const { host, port, user, password, database } = databaseSettings().owner
  const variables = {
    ...process.env,
    ...{ DATABASE_HOST: host, DATABASE_PORT: String(port), DATABASE_NAME: database },
    ...{ DATABASE_USERNAME: user, DATABASE_PASSWORD: password },
  }
  return environment.run(variables, () => handler(request, { getRemainingTimeInMillis: () => remainingMs }))
}

const compare = async (tenant = 'acme') => {
  const { compared } = await run({ command: 'compare', tenant })
  if (compared === undefined) throw new Error('Nothing was compared')
  return compared
}
const same = { behind: 0, different: 0, differences: [], figures: [] }

/** The versions that exist, with the version that acme reads. */
const versions = async () => {
  const { models } = await run({ command: 'status' })
  const [tenant] = await owner()<{ version: number }[]>`select version from finance.tenants where id = 'acme'`
  return { exist: models.map(({ version }) => version), acme: tenant?.version }
}

const storyOf = async (decisions = adjusted, tenantId = 'acme'): Promise<Story> => {
  const story = await appendStory(decisions, tenantId)
  await deliver(story.events)
  return story
}

/** The total of an invoice as a query of its tenant reads it. */
const readTotal = ({ tenantId, id }: Pick<Story, 'tenantId' | 'id'>) =>
  asTenant(reader(), { tenantId }, async (sql) => {
    const [row] = await sql<{ total: string }[]>`select "grandTotal" as total from invoices where id = ${id}`
    return row?.total
  })

/** Ends all versions but one that no story has to know. */
const returnToOneVersion = async () => {
  const { models } = await run({ command: 'status' })
  const [oldest, newest] = models
  if (newest === undefined || oldest === undefined) return
  await run({ command: 'switch', version: oldest.version })
  await run({ command: 'retire', version: newest.version })
}
beforeEach(returnToOneVersion)

describe('a rebuild', () => {
  test('45 gives the rows of all tenants again, and later events come into both versions', async () => {
    const stories = [await storyOf(), await storyOf(adjusted.slice(0, 5)), await storyOf(adjusted, 'bengal')]
    const receipt = await appendReceipt()
    await deliver(receipt.events)
    const { done, models } = await run({ command: 'rebuild' })
    expect([done, models.at(-1)?.part, models.at(-1)?.filledAt]).toEqual([true, 1, expect.any(String)])
    const compared = await compare()
    expect(compared).toMatchObject(same)
    expect(Math.min(...Object.values(compared.rows))).toBeGreaterThan(0)
    expect(await compare('bengal')).toMatchObject(same)

    const later = await appendStory()
    expect((await compare()).behind).toBe(0)
    const [one = 0] = (await versions()).exist
    await projectAs(projectionOf(one), batch(recordsOf(later.events)))
    expect((await compare()).behind).toBe(1)
    await deliver(later.events)
    expect(await compare()).toMatchObject(same)
    expect(stories).toHaveLength(3)
  })

  test('that is asked for while another one runs waits for its end', async () => {
    await storyOf()
    const waits = async () => {
      const [waiting] = await owner()`
        select from pg_stat_activity where query ~ 'pg_try_advisory_lock.*finance.rebuild' and state = 'idle'`
      return waiting
    }
    let second: Promise<ReadModelsReport> | undefined
    onDelivery = () => {
      second ??= run({ command: 'rebuild' })
      return waitFor(waits)
    }
    const first = await run({ command: 'rebuild' })
    expect([first.done, (await second)?.done]).toEqual([true, true])
  })

  test('goes on where it was when its time was over or its process was killed', async () => {
    const stories: Story[] = []
    while (stories.length < 130)
      stories.push(...(await Promise.all(Array.from({ length: 2 }, () => appendStory()))))
    await deliver(stories.flatMap(({ events }) => events))
    const first = await run({ command: 'rebuild' }, 30_000)
    expect(first.done).toBe(false)
    // The schemas come first, one tenant after another.
    expect(first.models.at(-1)).toMatchObject({ liveAt: null })
    onDelivery = () => {
      if (deliveries.length === 3) throw new InvocationError('PAYLOAD_TOO_LARGE', 'project', 'stopped here')
    }
    await expect(run({ command: 'rebuild' })).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
    const stopped = (await run({ command: 'status' })).models.at(-1)
    expect(stopped).toMatchObject({ filledAt: null, liveAt: expect.any(String) })
    expect(stopped?.part).toBeGreaterThan(0)
    expect(stopped?.filledEvents).toBeGreaterThan(0)
    deliveries = []
    const { done, models } = await run({ command: 'rebuild' })
    expect([done, models.at(-1)?.part]).toEqual([true, 1])
    // Two batches were delivered before it was stopped.
    expect(deliveries.length).toBeGreaterThan(0)
    expect(await compare()).toMatchObject(same)
  })

  test('ends when its version is retired meanwhile, and says so', async () => {
    await storyOf()
    onDelivery = async () => {
      const version = (await versions()).exist.at(-1) ?? 0
      await run({ command: 'retire', version })
    }
    await expect(run({ command: 'rebuild' })).rejects.toMatchObject({
      code: 'READ_MODEL_UNKNOWN',
      message: expect.stringMatching(/^Version \d+ was retired while it was filled$/),
    })
    expect((await versions()).exist).toHaveLength(1)
  })

  test('is of what the store had at its beginning; the projection brings what comes meanwhile', async () => {
    await storyOf()
    let late: Story | undefined
    onDelivery = async () => {
      if (late !== undefined) return
      late = await appendStory()
      await deliver(part(late, 0, 3))
    }
    await run({ command: 'rebuild' })
    expect(await compare()).toMatchObject(same)
    if (late === undefined) throw new Error('Nothing was delivered')
    await deliver(part(late, 3, late.events.length))
    expect(await compare()).toMatchObject(same)
  })

  test('has a tenant that is made meanwhile in both versions', async () => {
    await storyOf()
    const tenant = 'meanwhile'
    let story: Story | undefined
    onDelivery = async () => {
      if (story !== undefined) return
      story = {} as Story
      await provisionTenant(connect(databaseSettings().owner), tenant)
      story = await appendStory(adjusted, tenant)
      await deliver(story.events)
    }
    await run({ command: 'rebuild' })
    expect(await compare(tenant)).toMatchObject(same)
    expect((await compare(tenant)).rows.invoices).toBe(1)
  })

  test('is refused while two versions exist', async () => {
    await run({ command: 'rebuild' })
    await expect(run({ command: 'rebuild' })).rejects.toMatchObject({ code: 'READ_MODEL_NOT_RETIRED' })
  })
})

describe('the comparison', () => {
  test('names the rows, columns and sums that a changed projection writes in another way', async () => {
    const [changed, missing, added] = [await storyOf(), await storyOf(), await storyOf()]
    await run({ command: 'rebuild' })
    const [one, two] = (await versions()).exist
    const schema = owner()(`tenant_acme_v${two}`)
    await owner()`
      update ${schema}.invoices set "grandTotal" = "grandTotal" + 1, place = 'X' where id = ${changed.id}`
    await owner()`update ${schema}.tax_lines set vat = vat + 1 where document_id = ${changed.id}`
    await owner()`delete from ${schema}.tax_documents where document_id = ${missing.id}`
    await owner()`delete from ${owner()(`tenant_acme_v${one}`)}.tax_open_items where invoice_id = ${added.id}`
    const found = await compare()
    expect(found.differences).toEqual([
      { table: 'invoices', key: changed.id, invoice: changed.id, differs: 'grandTotal, place' },
      { table: 'tax_documents', key: missing.id, invoice: missing.id, differs: `missing in ${two}` },
      ...[changed, missing]
        .toSorted((one, other) => (one.id < other.id ? -1 : 1))
        .map(({ id }) => ({
          ...{ table: 'tax_lines', key: `${id}/1`, invoice: id },
          differs: id === changed.id ? 'vat' : `missing in ${two}`,
        })),
      { table: 'tax_open_items', key: added.id, invoice: added.id, differs: `missing in ${one}` },
    ])
    expect(found.different).toBe(5)
    expect(new Set(found.figures.map(({ table }) => table))).toEqual(
      new Set(['invoices', 'tax_documents', 'tax_lines']),
    )
    // The other tests have this version, too.
    await owner()`
      insert into ${owner()(`tenant_acme_v${one}`)}.tax_open_items
      select * from ${schema}.tax_open_items where invoice_id = ${added.id}`
  })

  test('needs two versions', async () => {
    await expect(run({ command: 'compare', tenant: 'acme' })).rejects.toMatchObject({
      code: 'READ_MODEL_UNKNOWN',
    })
  })
})

describe('a switch', () => {
  test('lets one tenant or all read the other version, and the way back is the same', async () => {
    const [story, other] = [await storyOf(), await storyOf(adjusted, 'bengal')]
    await run({ command: 'rebuild' })
    const { exist } = await versions()
    const [, two = 0] = exist
    for (const tenant of ['acme', 'bengal'])
      await owner()`update ${owner()(`tenant_${tenant}_v${two}`)}.invoices set "grandTotal" = 7`
    expect((await run({ command: 'switch', version: two, tenant: 'acme' })).switched).toEqual([
      { tenant: 'acme', from: exist[0] },
    ])
    expect([await readTotal(story), await readTotal(other)]).toEqual(['7.00', '13800.00'])
    await run({ command: 'switch', version: two })
    expect([await readTotal(story), await readTotal(other)]).toEqual(['7.00', '7.00'])
    expect((await run({ command: 'rollback' })).switched).toContainEqual({ tenant: 'bengal', from: two })
    expect([await readTotal(story), await readTotal(other)]).toEqual(['13800.00', '13800.00'])
  })

  test('keeps when documents came, and lets those come now that the former version lacks', async () => {
    // No other test has its rows.
    const tenant = 'racing'
    const [known, missing] = [await storyOf(adjusted, tenant), await storyOf(adjusted, tenant)]
    await run({ command: 'rebuild' })
    const [one = 0, two = 0] = (await versions()).exist
    const [former, rebuilt] = [one, two].map((version) =>
      owner()(`tenant_${tenant}_v${version}.tax_documents`),
    )
    if (!former || !rebuilt) throw new Error('There is one version only')
    await owner()`delete from ${former} where document_id = ${missing.id}`
    const before = await owner()`select document_id, added_at from ${former} order by document_id`
    const [clock] = await owner()<{ now: string }[]>`select date_trunc('milliseconds', now()) as now`

    await run({ command: 'switch', version: two, tenant })

    const came = await owner()`select document_id from ${rebuilt} where added_at >= ${String(clock?.now)}`
    expect(came.map(({ document_id }) => document_id)).toEqual([missing.id])
    expect(
      await owner()`
        select document_id, added_at from ${rebuilt} where document_id <> ${missing.id} order by document_id`,
    ).toEqual(before)
    expect(before.map(({ document_id }) => document_id)).toContain(known.id)
  })

  test('keeps when certificates came and were reversed', async () => {
    const tenant = 'racing'
    const certificate = paying('1', {
      ...{ id: 'v-1', method: 'VDS_CERTIFICATE', certificateNumber: 'V-1', certificateDate: '2024-10-15' },
    })
    const { id } = await storyOf([...adjusted.slice(0, 3), certificate], tenant)
    await run({ command: 'rebuild' })
    const [one = 0, two = 0] = (await versions()).exist
    const read = (version: number) => owner()`
      select payment_id, added_at from ${owner()(`tenant_${tenant}_v${version}.tax_receipts`)}
      where invoice_id = ${id}`
    const before = await read(one)
    expect(await read(two)).not.toEqual(before)
    await run({ command: 'switch', version: two, tenant })
    expect(await read(two)).toEqual(before)
    expect(before).toHaveLength(1)
  })

  test('and the way back lose nothing while events come', async () => {
    const story = await appendStory([...adjusted, paying('1', { acceptOverpayment: true })])
    await deliver(part(story, 0, 4))
    await run({ command: 'rebuild' })
    const [, two = 0] = (await versions()).exist
    await Promise.all([deliver(part(story, 4, 8)), run({ command: 'switch', version: two })])
    await Promise.all([deliver(part(story, 8, 10)), run({ command: 'rollback' })])
    await deliver(part(story, 10, story.events.length))
    expect(await compare()).toMatchObject(same)
  })

  test('and a comparison are refused for a tenant that does not exist', async () => {
    await run({ command: 'rebuild' })
    const [, two = 0] = (await versions()).exist
    const unknown = { code: 'TENANT_NOT_FOUND' }
    await expect(run({ command: 'switch', version: two, tenant: 'nobody' })).rejects.toMatchObject(unknown)
    await expect(run({ command: 'compare', tenant: 'nobody' })).rejects.toMatchObject(unknown)
  })

  test('is refused to a version that is not filled, or does not exist', async () => {
    await storyOf()
    await run({ command: 'rebuild' }, 30_000)
    const [, two = 0] = (await versions()).exist
    await expect(run({ command: 'switch', version: two })).rejects.toMatchObject({
      code: 'READ_MODEL_NOT_FILLED',
    })
    await expect(run({ command: 'switch', version: 99_999 })).rejects.toMatchObject({
      code: 'READ_MODEL_UNKNOWN',
    })
  })
})

describe('a version that is retired', () => {
  test('has no schemas, and a late record of its projection changes nothing', async () => {
    const story = await appendStory()
    await deliver(part(story, 0, 3))
    await run({ command: 'rebuild' })
    const [one = 0, two = 0] = (await versions()).exist
    await expect(run({ command: 'retire', version: one })).rejects.toMatchObject({
      code: 'READ_MODEL_IN_USE',
    })
    await run({ command: 'switch', version: two })
    await run({ command: 'retire', version: one })
    expect(await versions()).toEqual({ exist: [two], acme: two })
    const total = await readTotal(story)
    expect(await projectAs(projectionOf(one), batch(recordsOf(story.events)))).toEqual(nothingFailed)
    expect(await readTotal(story)).toBe(total)
    expect(await owner()`select from finance.set_aside`).toHaveLength(0)
    const [schema] = await owner()`select to_regclass(${`tenant_acme_v${one}.invoices`})::text as found`
    expect(schema).toEqual({ found: null })
    const roles = await owner()`select from pg_roles where rolname = ${`tenant_acme_v${one}`}`
    expect(roles).toHaveLength(0)
  })
})
