import { Session } from 'node:inspector/promises'
import type { MSKEvent } from 'aws-lambda'
import { loadProjection } from '../load-projection.ts'
import { time } from '../time.ts'
import { type Shares, sharesOf } from './cpu-profile.ts'
import { traceJson } from './traced-json.ts'

/** Projects the batches that its parent sends, one by one, and reports what each took. */

export type Request = { project: MSKEvent } | { profile: 'start' | 'stop' }
export type Reply = { tookMs: number } | { shares: Shares } | { started: true }

const microsecondsPerSample = 500

const project = await loadProjection()
let session: Session | undefined

const startProfile = async (): Promise<Reply> => {
  traceJson()
  session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: microsecondsPerSample })
  await session.post('Profiler.start')
  return { started: true }
}

const stopProfile = async (): Promise<Reply> => {
  if (session === undefined) throw new Error('No profile was started')
  const { profile } = await session.post('Profiler.stop')
  return { shares: sharesOf(profile) }
}

const answer = async (request: Request): Promise<Reply> => {
  if ('project' in request) return { tookMs: (await time(() => project(request.project))).tookMs }
  return request.profile === 'start' ? startProfile() : stopProfile()
}

process.on('message', async (request: Request) => process.send?.(await answer(request)))
process.on('disconnect', () => process.exit(0))
