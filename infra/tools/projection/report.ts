import * as z from 'zod'

const model = z.object({
  version: z.number(),
  liveAt: z.string().nullable(),
  filledAt: z.string().nullable(),
  filledEvents: z.number(),
  tenants: z.number(),
  setAside: z.number(),
  part: z.number(),
})
export type Model = z.infer<typeof model>

/** What the function read-models returns. */
export const report = z.object({
  done: z.boolean(),
  models: z.array(model),
  relay: z.object({ commit: z.string(), prepare: z.string() }),
  tenants: z.array(z.object({ tenant: z.string(), version: z.number() })),
  switched: z.array(z.object({ tenant: z.string(), from: z.number() })).optional(),
  compared: z
    .object({
      tenant: z.string(),
      rows: z.record(z.string(), z.number()),
      differences: z.array(
        z.object({ table: z.string(), key: z.string(), invoice: z.string(), differs: z.string() }),
      ),
      different: z.number(),
      figures: z.array(z.object({ table: z.string(), of: z.string(), one: z.string(), other: z.string() })),
      behind: z.number(),
    })
    .optional(),
})
export type Report = z.infer<typeof report>
export type Compared = NonNullable<Report['compared']>

/** What the function measure-lag returns; absent where a store did not respond. */
export const lag = z.object({
  relay_lag_events: z.number().optional(),
  projection_lag_events: z.number().optional(),
  projection_lag_seconds: z.number().optional(),
})

/** The state of a version in words. */
export const stateOf = ({ liveAt, filledAt, part, tenants }: Model): string => {
  if (liveAt === null) return 'schemas are being made'
  if (filledAt === null) return `${(100 * part).toFixed(1)} % filled`
  return tenants > 0 ? 'in use' : 'filled'
}

/** The lines of `status`. */
export const statusLines = ({ models, relay, tenants }: Report, measured: z.infer<typeof lag>): string[] => [
  ...models.map(
    (one) =>
      `version ${one.version}  ${stateOf(one)}  tenants: ${one.tenants}  ` +
      `filled events: ${one.filledEvents}  set aside: ${one.setAside}`,
  ),
  `relay  checkpoint ${relay.commit}/${relay.prepare}  ` +
    `not published: ${measured.relay_lag_events ?? 'not known'}`,
  `projection  not projected: ${measured.projection_lag_events ?? 'not known'}  ` +
    `oldest: ${secondsOf(measured.projection_lag_seconds)}`,
  ...(models.length > 1
    ? tenants.map(({ tenant, version }) => `tenant ${tenant}  reads version ${version}`)
    : []),
]

const secondsOf = (seconds: number | undefined): string =>
  seconds === undefined ? 'not known' : `${Math.round(seconds)} s`

/** The lines of a comparison. */
export const comparedLines = ({
  tenant,
  rows,
  differences,
  different,
  figures,
  behind,
}: Compared): string[] => [
  `${tenant}  ${Object.entries(rows)
    .map(([table, count]) => `${table}: ${count}`)
    .join('  ')}  ${verdict(different + figures.length, behind)}`,
  ...differences.map(
    ({ table, key, invoice, differs }) =>
      `  ${table} ${key}${key.startsWith(invoice) ? '' : ` of ${invoice}`}: ${differs}`,
  ),
  ...(different > differences.length ? [`  and ${different - differences.length} more`] : []),
  ...figures.map(({ table, of, one, other }) => `  sums of ${table}, ${of}: ${one} and ${other}`),
]

const verdict = (different: number, behind: number): string => {
  if (different > 0) return `${different} differ`
  return behind > 0 ? `${behind} are behind` : 'equal'
}
