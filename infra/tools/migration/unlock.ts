import type { Sql } from '../../postgres/connect.ts'
import { endLockHolder, type LockSession, readLockSessions } from '../../postgres/migration-lock.ts'

/**
 * Returns a line for each session that has the lock or waits for it. With `pid`, ends that session first.
 * @throws LockNotHeld when the session does not have the lock
 */
export const unlock = async (owner: Sql, pid: number | undefined): Promise<string[]> => {
  const sessions = await readLockSessions(owner)
  if (pid === undefined) return sessions.map(lineOf)
  await endLockHolder(owner, pid)
  const ended = sessions.filter((session) => session.pid === pid)
  return [
    ...ended.map((session) => `ended    ${lineOf(session)}`),
    ...(await readLockSessions(owner)).map(lineOf),
  ]
}

const lineOf = (session: LockSession): string => {
  const { pid, isHolder, application, user, client, connectedSince, state, stateSince, statement } = session
  return [
    `${isHolder ? 'holds' : 'waits'}    process ${pid}`,
    `${application || 'an unknown program'} of ${user} at ${client ?? 'this machine'}`,
    `connected since ${connectedSince ?? 'unknown'}`,
    `${state ?? 'in an unknown state'} since ${stateSince ?? 'unknown'}`,
    (statement ?? 'statement unknown').replaceAll(/\s+/g, ' ').trim(),
  ].join('  ')
}
