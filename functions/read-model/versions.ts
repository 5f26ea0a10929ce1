import type { Queries } from '../../infra/postgres/connect.ts'

/**
 * The function that writes a version of the read model. A version and the one after it have functions with
 * consumer groups of their own, so that neither waits for the other.
 */
export const projectionOf = (version: number): string =>
  version % 2 === 0 ? 'project-invoices-even' : 'project-invoices'

/** Returns the versions of the read model that are written now, oldest first. */
export const readLiveVersions = async (sql: Queries): Promise<number[]> => {
  const models = await sql<{ version: number }[]>`
    select version from finance.read_models where live_at is not null and retired_at is null order by version`
  return models.map(({ version }) => version)
}
