import { settings } from '../../../config/settings.ts'
import type { Lambda } from '../lambda.ts'
import type { Manifest } from '../manifest.ts'
import { startUsageMeter, type UsageMeter } from './meter.ts'

const projection = 'project-usage'

/**
 * Meters every function of the manifest except the projection of usage, whose own usage would start it again,
 * without end. Undefined when USAGE_METERING is off, and for a manifest without the projection.
 * @throws ConfigurationError when USAGE_METERING is invalid
 */
export const startMetering = (
  { functions }: Manifest,
  lambda: Pick<Lambda, 'invoke'>,
): UsageMeter | undefined => {
  const declaration = functions.get(projection)
  if (declaration === undefined || !settings(['USAGE_METERING']).USAGE_METERING) return undefined
  return startUsageMeter({
    ignored: declaration.name,
    deliver: (event) => lambda.invoke(projection, event, 'RequestResponse'),
  })
}
