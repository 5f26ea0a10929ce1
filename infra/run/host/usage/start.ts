import { settings } from '../../../config/settings.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import { limitNobodys } from './limit-nobodys.ts'
import { startUsageMeter, type UsageMeter } from './meter.ts'

/**
 * Meters every function of the manifest except the one with a log subscription, the projection of usage: its
 * own usage would start it again, without end. Undefined when USAGE_METERING is off, and for a manifest
 * without a log subscription.
 * @throws ConfigurationError when USAGE_METERING is invalid
 */
export const startMetering = (
  { functions }: Manifest,
  lambda: Pick<Lambda, 'invoke'>,
): UsageMeter | undefined => {
  const projection = [...functions.values()].find(({ logSubscriptions }) => logSubscriptions.length > 0)
  if (projection === undefined || !settings(['USAGE_METERING']).USAGE_METERING) return undefined
  const meter = startUsageMeter({
    ignored: projection.name,
    deliver: (event) => lambda.invoke(projection.key, event, 'RequestResponse'),
  })
  const behindGateway = namesBehindGateway(functions)
  return limitNobodys(meter, (name) => behindGateway.has(name))
}

/** The functions of routes, and those that authorize their requests. */
const namesBehindGateway = (functions: Manifest['functions']): ReadonlySet<string> =>
  new Set(
    [...functions]
      .flatMap(([key, { routes }]) =>
        routes.flatMap(({ authorizer }) => [key, ...(authorizer ? [authorizer.name] : [])]),
      )
      .flatMap((key) => functions.get(key)?.name ?? []),
  )
