import type { IncomingMessage } from 'node:http'

const limit = 10 * 1024 * 1024

/** The whole body, or undefined when it is larger than API Gateway takes (10 MB); the rest is then read away unkept. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}
