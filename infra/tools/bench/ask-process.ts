import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/**
 * Sends a message to a process that answers each with one of its own, and returns the answer.
 * @throws Error when the process ends instead; it has printed why
 */
export const askProcess = async <Reply>(child: ChildProcess, request: string | object): Promise<Reply> => {
  const answered = new AbortController()
  const { signal } = answered
  try {
    const ended = once(child, 'exit', { signal }).then(() => undefined)
    const reply = once(child, 'message', { signal })
    child.send(request)
    const [message] = (await Promise.race([reply, ended])) ?? []
    if (message === undefined) throw new Error('A process ended before it had answered')
    return message as Reply
  } finally {
    answered.abort()
  }
}
