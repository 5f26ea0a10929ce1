import { expect } from '@jest/globals'
import { handler as projectInvoices } from '../../../projections/invoices/handler.ts'
import { databaseSettings, nothingFailed } from '../../../projections/invoices/testing/stores.ts'
import { batch, recordsOf, type Story } from '../../../projections/invoices/testing/story.ts'
import { handler } from '../handler.ts'
import type { Entry } from '../report.ts'

/** Has the projection apply these events. */
export const deliver = async (events: Story['events']): Promise<void> =>
  expect(await projectInvoices(batch(recordsOf(events)))).toEqual(nothingFailed)

/** `from` is a cursor of an audit that began earlier. */
type Options = { remainingMs?: number; from?: unknown }

/**
 * A whole audit of a tenant. An invocation begins no page in its last two minutes. Returns what all say
 * together.
 */
export const audit = async (tenant: string, { remainingMs = 900_000, from }: Options = {}) => {
  const { user, password } = databaseSettings().reader
  Object.assign(process.env, { DATABASE_READER_USERNAME: user, DATABASE_READER_PASSWORD: password })
  const context = { getRemainingTimeInMillis: () => remainingMs }
  const [counts, findings, notes]: [Record<string, number>, string[], string[]] = [{}, [], []]
  const written = ({ code, where }: Entry) => `${code} ${where}`
  for (let [invocations, cursor]: [number, unknown] = [1, from]; ; invocations++) {
    const said = await handler({ tenant, cursor } as Parameters<typeof handler>[0], context)
    for (const [kind, count] of Object.entries(said.checked[tenant] ?? {}))
      counts[kind] = (counts[kind] ?? 0) + count
    findings.push(...said.findings.map(written))
    notes.push(...said.notes.map(written))
    cursor = said.cursor
    if (cursor === undefined) return { invocations, counts, findings: findings.sort(), notes: notes.sort() }
  }
}

/** The codes of the findings about the stream of a story. */
export const findingsOf = async (tenant: string, { stream }: Story) =>
  (await audit(tenant)).findings.filter((text) => text.endsWith(stream)).map((text) => text.split(' ')[0])
