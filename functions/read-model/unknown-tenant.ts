import { tenantUnknown } from '../../domain/refusal/party.ts'
import { HttpError } from '../../infra/http/http-error.ts'

/** The error of a file that is asked for a tenant without tables. */
export const unknownTenant = (): HttpError =>
  new HttpError(404, { code: 'TENANT_UNKNOWN', message: tenantUnknown.message })
