import { allowedOrigin } from '../config/allowed-origin.ts'
import { settings } from '../config/settings.ts'
import { correlationHeader } from './headers.ts'

/**
 * Returns the headers with which a browser on `origin` may read a response. With Lambda proxy integration the
 * gateway sets them on the preflight response only.
 * @throws ConfigurationError when CORS_ORIGIN is invalid
 */
export const corsHeaders = (origin: string | undefined): Record<string, string> => {
  if (origin === undefined) return {}
  const allowed = allowedOrigin(settings(['CORS_ORIGIN']).CORS_ORIGIN, origin)
  if (allowed === undefined) return { Vary: 'Origin' }
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': allowed,
    'Access-Control-Expose-Headers': correlationHeader,
  }
}
