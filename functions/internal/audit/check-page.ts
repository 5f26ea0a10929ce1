import { setTimeout as pause } from 'node:timers/promises'
import { isFinding, type Remark } from '../../../domain/audit/finding.ts'
import type { Sql } from '../../../infra/postgres/connect.ts'
import { TenantNotFound } from '../../../infra/postgres/tenant-schema.ts'
import { inGroups } from '../../write-model/receipts/in-groups.ts'
import { checkSubject, type Subject } from './check-streams.ts'
import { compareInvoices, compareReceipts, type RemarksById } from './compare-rows.ts'
import type { AuditReport, Entry } from './report.ts'
import { readStreams, type Streams } from './streams.ts'

/** Where the rows of tenants are. `readModels` is read before each look: one may be retired meanwhile. */
export type Stores = { sql: Sql; readModels(): Promise<Models>; headAt: string }

/** The versions of the read model to compare, by tenant: the one in use, and each other that is written. */
export type Models = ReadonlyMap<string, readonly number[]>

/** Streams that are read at the same time. */
const maxParallelReads = 8
/** The service may run meanwhile, so what is wrong is looked at again after each of these pauses. */
const pausesMs = [500, 2_000]

/** Checks the subjects of a page, and reports what is still wrong after the last look. */
export const checkPage = async (
  subjects: readonly Subject[],
  streams: Streams,
  stores: Stores,
  report: AuditReport,
): Promise<void> => {
  let looked = await look(subjects, streams, stores, report)
  const done = looked.filter(({ remarks }) => !remarks.some(isFinding))
  let wrong = looked.filter(({ remarks }) => remarks.some(isFinding))
  for (const pauseMs of pausesMs) {
    if (wrong.length === 0) break
    await pause(pauseMs)
    const again = wrong.map(({ subject }) => subject)
    looked = await look(again, readStreams(), stores, undefined)
    done.push(...looked.filter(({ remarks }) => !remarks.some(isFinding)))
    wrong = looked.filter(({ remarks }) => remarks.some(isFinding))
  }
  for (const { subject, remarks } of [...done, ...wrong]) report.add(entriesOf(subject, remarks))
}

type Looked = { subject: Subject; remarks: readonly Remark[] }

const entriesOf = (subject: Subject, remarks: readonly Remark[]): Entry[] =>
  remarks.map((remark) => ({
    ...remark,
    tenant: subject.tenantId,
    where: subject.kind === 'take' ? `${subject.stream}@${subject.revision}` : subject.stream,
  }))

const look = async (
  subjects: readonly Subject[],
  streams: Streams,
  stores: Stores,
  report: AuditReport | undefined,
): Promise<Looked[]> => {
  const looked = await inGroups(subjects, maxParallelReads, async (subject) => {
    const count = (kind: string, by?: number) => report?.count(subject.tenantId, kind, by)
    return { subject, remarks: await checkSubject(subject, streams, count) }
  })
  const rows = await lookAtRows(subjects, streams, stores, report)
  return looked.map(({ subject, remarks }) => ({
    subject,
    remarks: [...remarks, ...(rows.get(subject.stream) ?? [])],
  }))
}

type OfStream = Extract<Subject, { kind: 'invoice' | 'receipt' }>
const isStream = (subject: Subject): subject is OfStream => subject.kind !== 'take'

/** The remarks on rows, by the stream of the row. */
const lookAtRows = async (
  subjects: readonly Subject[],
  streams: Streams,
  stores: Stores,
  report: AuditReport | undefined,
): Promise<Map<string, Remark[]>> => {
  const remarks = new Map<string, Remark[]>()
  const models = await stores.readModels()
  const byTenant = Map.groupBy(subjects.filter(isStream), ({ tenantId, kind }) => `${tenantId} ${kind}`)
  for (const group of byTenant.values()) {
    const [first] = group
    if (!first) continue
    const versions = models.get(first.tenantId) ?? []
    if (versions.length === 0) for (const { stream } of group) remarks.set(stream, [noTables])
    for (const version of versions) {
      const found = await rowsOfGroup(group, { tenantId: first.tenantId, version }, streams, stores)
      report?.count(first.tenantId, `rows of ${first.kind}s, version ${version}`, group.length)
      for (const { id, stream } of group)
        remarks.set(stream, [...(remarks.get(stream) ?? []), ...(found.get(id) ?? [])])
    }
  }
  return remarks
}

const noTables: Remark = { code: 'ROW_MISSING', what: 'the database has no tables of this tenant' }

const rowsOfGroup = async (
  group: readonly OfStream[],
  scope: { tenantId: string; version: number },
  streams: Streams,
  { sql, headAt }: Stores,
): Promise<RemarksById> => {
  try {
    if (group[0]?.kind === 'receipt')
      return await compareReceipts(
        sql,
        scope,
        await read(group, (id) => streams.receipt(scope.tenantId, id)),
        headAt,
      )
    return await compareInvoices(
      sql,
      scope,
      await read(group, (id) => streams.invoice(scope.tenantId, id)),
      headAt,
    )
  } catch (error) {
    if (!(error instanceof TenantNotFound)) throw error
    return new Map(group.map(({ id }) => [id, [noTables]]))
  }
}

/** The streams that have a state: no row can be expected of the others. */
const read = async <Folded extends { state: unknown }>(
  group: readonly OfStream[],
  readOne: (id: string) => Promise<Folded>,
): Promise<Map<string, Folded>> => {
  const folded = await inGroups(group, maxParallelReads, async ({ id }) => [id, await readOne(id)] as const)
  return new Map(folded.filter(([, { state }]) => state !== undefined))
}
