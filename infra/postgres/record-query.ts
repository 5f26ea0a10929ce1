import type { Sql } from 'postgres'
import { metricSink, secondsSince } from '../observability/metrics.ts'
import { isTraced, recordError, startCallSpan } from '../observability/trace.ts'
import { type DriverQuery, onSettled, translateError } from './driver-query.ts'

/**
 * Records a query, which is about to be sent by this driver: how long it takes, and a span if the invocation
 * is traced.
 */
export const recordQuery = (query: DriverQuery, sql: Sql): void => {
  recordSpan(query, sql)
  recordDuration(query)
}

/** Other first words, such as those of scripts, would each be a series of their own. */
const statements = new Set([
  'select',
  'with',
  'insert',
  'update',
  'delete',
  'begin',
  'commit',
  'rollback',
  'set',
])

const recordDuration = (query: DriverQuery): void => {
  const metrics = metricSink()
  if (!metrics) return
  const startedMs = performance.now()
  onSettled(query, (failed) => {
    const labels = { statement: statementOf(query.string), outcome: failed ? 'error' : 'ok' }
    metrics.observe('database_query_duration_seconds', labels, secondsSince(startedMs))
  })
}

const statementOf = (text = ''): string => {
  // It sets the role of a transaction, and would make the queries look fast.
  if (text.startsWith('select set_config(')) return 'set'
  const word = /^\s*([a-z]{1,10})/i.exec(text)?.[1]?.toLowerCase() ?? ''
  return statements.has(word) ? word : 'other'
}

const recordSpan = (query: DriverQuery, { options }: Sql): void => {
  if (!isTraced()) return
  const span = startCallSpan('PostgreSQL', {
    'db.system.name': 'postgresql',
    'db.namespace': options.database,
    'db.user': options.user,
    'server.address': options.host[0],
    'server.port': options.port[0],
  })
  translateError(query, (error) => {
    recordError(error, span)
    return error
  })
  onSettled(query, () => {
    if (query.string !== undefined) span.setAttribute('db.query.text', textFor(query.string))
    span.end()
  })
}

/** It makes the text of a statement that of one tenant (tenant-schema.ts). */
const tenantComment = / \/\* [a-z0-9-]+ \*\/$/

/** The code has a few hundred statements, and each is sent again and again. */
const maxTexts = 500
const texts = new Map<string, string>()

const textFor = (sent: string): string => {
  const statement = sent.replace(tenantComment, '')
  const known = texts.get(statement)
  if (known !== undefined) return known
  const text = withoutValues(statement)
  if (texts.size < maxTexts && statement.length <= maxCharacters) texts.set(statement, text)
  return text
}

/** Longer statements are scripts. */
const maxCharacters = 10_000

/**
 * A string in quotes, in which two quotes are one and which may be cut off, and a number that stands alone.
 */
const literals = /'(?:[^']|'')*(?:'|$)|(?<![\w$.])\d+(?:\.\d+)?(?![\w.])/g

/**
 * The statement with `?` in place of its literals. Values are parameters and not part of the text, except in
 * statements that accept none, such as `alter role ... password`.
 */
export const withoutValues = (statement: string): string =>
  statement.slice(0, maxCharacters).replace(literals, '?')
