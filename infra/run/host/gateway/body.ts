import type { IncomingMessage } from 'node:http'
import { synchronousLimitBytes } from '../payload.ts'

/** The whole body, or undefined when no function could be invoked with it; API Gateway would take 10 MB. The rest is then read away unkept. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > synchronousLimitBytes) return undefined
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > synchronousLimitBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}
