import type { APIGatewayProxyEvent } from 'aws-lambda'
import { responseHeaders } from './response-headers.ts'

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
  const headers = responseHeaders(event, type)
  const exposed = headers['Access-Control-Expose-Headers']
  return {
    ...headers,
    'Cache-Control': 'private, no-store',
    'Content-Disposition': `${disposition}; filename="${name}"`,
    ...(exposed && { 'Access-Control-Expose-Headers': `${exposed},Content-Disposition` }),
  }
}
