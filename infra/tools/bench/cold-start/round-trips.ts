import { tenantSchema } from '../../../postgres/tenant-schema.ts'

/**
 * The calls that a function cannot do without when it answers the event of sample-events.ts, one after the
 * other: the name of a function in raw/ with its arguments.
 */
export type RoundTrip = readonly [module: string, name: string, ...args: string[]]

const read: RoundTrip = ['event-store', 'read', 'tenant-acme']
/** A created invoice has about this size. */
const append: RoundTrip = ['event-store', 'append', '2000']
const readByFunction: RoundTrip = ['invoke', 'invoke', 'read-stream', '{"tenantId":"acme"}']
const sqlAs = (login: string, ...statements: string[]): RoundTrip => ['sql', 'sql', login, ...statements]
const asReader = sqlAs('DATABASE_READER')
const asWriter = sqlAs('DATABASE_WRITER')
const asOwner = sqlAs('DATABASE')

/**
 * A new connection reads the catalog of every table that it plans for, which takes longer for two tables with
 * many indexes than the rest of the round trip.
 */
const readFirstPage = sqlAs(
  'DATABASE_READER',
  `set local role "${tenantSchema({ tenantId: 'acme', version: 1 })}"`,
  'select * from invoices order by "createdAt" desc, id desc limit 21',
  'select count(*) from (select from invoice_search limit 10000) as counted',
)

const byKey: Readonly<Record<string, readonly RoundTrip[]>> = {
  authorizer: [['token', 'token']],
  auth: [['secret', 'passwordIn', 'JWT_REFRESH_SECRET_ARN'], sqlAs('DATABASE_AUTH')],
  graphql: [['graphql', 'graphql', '{ __typename }']],
  health: [asReader, read],
  relay: [asWriter, read],
  'project-invoices': [asWriter, read],
  // Its event contains no log lines.
  'project-usage': [],
  'finish-numbering': [asWriter],
  'finish-receipts': [asWriter],
  'refold-rows': [asWriter],
  'measure-lag': [asReader, read],
  'provision-tenant': [asOwner, ['invoke', 'invoke', 'api-key', '{"tenantId":"acme"}']],
  migrate: [asOwner],
  audit: [asReader, read],
  'set-aside': [asWriter],
  'api-key': [],
  'read-stream': [read],
  'create-invoice': [read, append, append, ['invoke', 'invoke', 'relay']],
  'record-receipt': [read, append, ['invoke', 'invoke', 'relay']],
  'register-tenant': [read, ['invoke', 'invoke', 'provision-tenant', '{"tenantId":"acme"}'], append],
  invoices: [readFirstPage],
  'invoice-history': [readByFunction],
  tenant: [readByFunction],
  // It calls nothing: the line by which its tenant pays is all that it sends out.
  'tax-from-inclusive': [['log', 'writeLine']],
}

/** Returns the round trips of a function, by its key and the shelf of its module. */
export const roundTripsOf = (key: string, module: string): readonly RoundTrip[] => {
  const own = byKey[key]
  if (own) return own
  return module.startsWith('functions/queries/') ? [asReader] : [read]
}

/** What an invocation that is sampled does besides. */
export const sendSpan: RoundTrip = ['daemon', 'sendSpan']

/** They send no spans, so a sampled invocation of them costs nothing more. */
export const untracedFunctions: ReadonlySet<string> = new Set(['authorizer', 'health', 'measure-lag'])
