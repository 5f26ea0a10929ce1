import { invoke } from '../../infra/lambda/invoke.ts'
import { projectionOf } from './versions.ts'

/** A stream that is set aside in a version of the read model. */
export type MarkedStream = { stream: string; version: number }

/**
 * What a projection is invoked with, instead of records, to fold a stream that is set aside once more. The
 * projection does it, because it alone has the code that writes rows and ledger tables.
 */
export type RepairRequest = { repair: MarkedStream }

/**
 * `repaired`: the row has all events of the stream, and the mark is gone. `failed`: the mark has the new
 * error. `unmarked`: the stream was not set aside. `not live`: nobody writes this version.
 */
export type Repaired =
  | { outcome: 'repaired'; revision: number }
  | { outcome: 'failed'; revision: number; error: string }
  | { outcome: 'unmarked' | 'not live' }

/**
 * Has the projection of a version fold a stream that is set aside in it once more.
 * @throws InvocationError when the projection cannot be invoked, or a store was not available to it
 */
export const requestRepair = async (repair: MarkedStream): Promise<Repaired> =>
  (await invoke(
    projectionOf(repair.version),
    { repair } satisfies RepairRequest,
    'RequestResponse',
  )) as Repaired
