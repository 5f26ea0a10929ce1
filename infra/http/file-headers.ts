import type { APIGatewayProxyEvent } from 'aws-lambda'
import { corsHeaders } from './cors-headers.ts'
import { correlationHeader, correlationId } from './headers.ts'
import { securityHeaders } from './security-headers.ts'

type File = Readonly<{
  /** Only letters, digits, dots, dashes and underscores, which mean nothing in a header or a file system. */
  name: string
  type: string
  /** Whether a browser shows the file or saves it. */
  disposition: 'inline' | 'attachment'
}>

/** The headers of a response with a file of a tenant. A browser shows a script only the exposed ones. */
export const fileHeaders = (
  event: APIGatewayProxyEvent,
  { name, type, disposition }: File,
): Record<string, string> => {
  const cors = corsHeaders(event.headers.origin)
  const exposed = cors['Access-Control-Expose-Headers']
  return {
    ...securityHeaders,
    'Cache-Control': 'private, no-store',
    'Content-Type': type,
    'Content-Disposition': `${disposition}; filename="${name}"`,
    [correlationHeader]: correlationId(event),
    ...cors,
    ...(exposed && { 'Access-Control-Expose-Headers': `${exposed},Content-Disposition` }),
  }
}
