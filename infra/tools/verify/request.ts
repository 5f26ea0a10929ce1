import { messageWithCauses } from '../../process/command-line.ts'

/** A cold start on AWS and a request may take as long as API Gateway waits. */
const timeoutMs = 30_000

/** What came back; `failure` is set when nothing did. */
export type Reply =
  | { status: number; text: string; json: unknown; failure?: undefined }
  | { failure: string; status?: undefined; text?: undefined; json?: undefined }

/** Sends a request and never throws. It follows no redirect, so that a token reaches no other server. */
export const send = async (url: string, options: RequestInit = {}): Promise<Reply> => {
  try {
    const response = await fetch(url, {
      ...options,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = await response.text()
    return { status: response.status, text, json: parseJson(text) }
  } catch (error) {
    return { failure: messageWithCauses(error) }
  }
}

/** Describes a reply that is not the expected one, with the codes of its errors. */
export const describe = (reply: Reply): string => {
  if (reply.failure !== undefined) return reply.failure
  const { errors } = (reply.json ?? {}) as { errors?: { message?: string; extensions?: { code?: string } }[] }
  const shown = (errors ?? []).map(({ message, extensions }) => `${extensions?.code ?? ''} ${message ?? ''}`)
  return [`HTTP ${reply.status}`, ...shown].join(', ').slice(0, 500)
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
