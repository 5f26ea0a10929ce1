import type { Queries } from '../../../infra/postgres/connect.ts'
import { requestRepair } from '../../read-model/repair.ts'

/**
 * Has the projection fold those of the streams that are set aside in a version of the read model, as an
 * operator does with a retry, and returns them. A record of one would wait for its mark and leave the row as
 * it is; so the row gets what the stream has up to its failure.
 * @throws InvocationError when the projection cannot be invoked, or a store was not available to it
 */
export const refoldSetAside = async (
  sql: Queries,
  version: number,
  streams: readonly string[],
): Promise<Set<string>> => {
  const marked = await sql<{ stream: string }[]>`
    select stream from finance.set_aside where version = ${version} and stream = any(${[...streams]})`
  for (const { stream } of marked) await requestRepair({ stream, version })
  return new Set(marked.map(({ stream }) => stream))
}
