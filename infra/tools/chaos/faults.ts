import { setTimeout as pause } from 'node:timers/promises'
import { clockStepOf, type FaultKind, type PlannedFault } from './fault-kinds.ts'
import type { System } from './system.ts'

type Begin = (system: System, fault: PlannedFault) => void

const forked = ({ forked: processes }: System, { target }: PlannedFault) => part(processes, target)
const database = ({ databases }: System, { target }: PlannedFault) => part(databases, target)
const link = ({ links }: System, { target }: PlannedFault) => part(links, target)
const part = <Part>(parts: ReadonlyMap<string, Part>, name: string): Part => {
  const found = parts.get(name)
  if (found === undefined) throw new Error(`There is no ${name}`)
  return found
}

const begin: Record<FaultKind, Begin> = {
  'kill -9': (system, fault) => forked(system, fault).kill(fault.forMs),
  'stop and continue': (system, fault) => forked(system, fault).freeze(),
  'kill -9 of PostgreSQL': (system, fault) => database(system, fault).kill(fault.forMs),
  'kill -9 of all of PostgreSQL': (system, fault) => database(system, fault).killAll(fault.forMs),
  'kill -9 of a backend': (system, fault) => database(system, fault).killBackend(fault.detail),
  'stop and continue PostgreSQL': (system, fault) => database(system, fault).freeze(),
  'stop and continue a backend': (system, fault) => database(system, fault).freezeBackend(fault.detail),
  'cut connections': (system, fault) => link(system, fault).cut(),
  'refuse connections': (system, fault) => link(system, fault).close(),
  'hold connections': (system, fault) => link(system, fault).hold('everything'),
  'hold answers': (system, fault) => link(system, fault).hold('answers'),
  'half-close connections': (system, fault) => link(system, fault).halfClose(),
  'full disk': (system, fault) => part(system.disks, fault.target).fill(),
  'clock step': (system, fault) => forked(system, fault).moveClock(clockStepOf(fault.detail)),
  'kill -9 of the broker': (system, fault) => system.broker?.kill(fault.forMs),
  'stop and continue the broker': (system) => system.broker?.freeze(),
  'cut connections to the broker': (system, fault) => link(system, fault).cut(),
  'hold connections to the broker': (system, fault) => link(system, fault).hold('everything'),
}

/** Ends the faults of one part. A process may be ready again much later. */
const end = (system: System, { kind, target }: PlannedFault): void => {
  const { disks, links, forked: processes, databases, broker } = system
  if (kind === 'full disk') part(disks, target).heal()
  else if (links.has(target)) part(links, target).heal()
  // What does not become ready is reported when everything is healed.
  else void (processes.get(target) ?? databases.get(target) ?? broker)?.heal().catch(() => undefined)
}

/** Makes the faults happen at their times, and resolves when all of them are over and everything is ready. */
export const injectFaults = async (system: System, faults: readonly PlannedFault[]): Promise<void> => {
  await Promise.all(
    faults.map(async (fault) => {
      await pause(fault.afterMs)
      begin[fault.kind](system, fault)
      await pause(fault.forMs)
      end(system, fault)
    }),
  )
  await system.heal()
}
