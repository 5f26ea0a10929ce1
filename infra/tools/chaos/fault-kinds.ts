/** A fault of a round: what happens to whom, how long after its beginning, and for how long. */
export type PlannedFault = {
  kind: FaultKind
  target: string
  afterMs: number
  forMs: number
  /** Chooses what the fault leaves open, such as which backend of PostgreSQL is hit. */
  detail: number
}

const processes = ['host-1', 'host-2', 'node'] as const
const databases = ['read-model', 'events'] as const
const linksOfHosts = ['host-1/node', 'host-2/node', 'host-1/read-model', 'host-2/read-model'] as const
const links = [...linksOfHosts, 'node/events'] as const
const linksOfBroker = ['hosts/broker'] as const

/** Every kind of fault, and what it can happen to. */
export const faultKinds = {
  'kill -9': { targets: processes },
  'stop and continue': { targets: processes },
  'kill -9 of PostgreSQL': { targets: databases },
  'kill -9 of all of PostgreSQL': { targets: databases },
  'kill -9 of a backend': { targets: databases },
  'stop and continue PostgreSQL': { targets: databases },
  'stop and continue a backend': { targets: databases },
  'cut connections': { targets: links },
  'refuse connections': { targets: links },
  'hold connections': { targets: links },
  'hold answers': { targets: links },
  // A real node has its disk, and no connection to it that could be lost without a sign.
  'half-close connections': { targets: linksOfHosts },
  'full disk': { targets: databases },
  'clock step': { targets: processes },
  'kill -9 of the broker': { targets: ['broker'] },
  'stop and continue the broker': { targets: ['broker'] },
  'cut connections to the broker': { targets: linksOfBroker },
  'hold connections to the broker': { targets: linksOfBroker },
} as const satisfies Record<string, { targets: readonly [string, ...string[]] }>

export type FaultKind = keyof typeof faultKinds

/** The kinds that are possible with or without a broker, and with or without a disk that can be full. */
export const possibleFaults = (has: { broker: boolean; smallDisk: boolean }): FaultKind[] =>
  (Object.keys(faultKinds) as FaultKind[]).filter(
    (kind) => (has.broker || !kind.includes('broker')) && (has.smallDisk || kind !== 'full disk'),
  )

/** How far a clock is moved, in ms: within the tolerance of the service, and far beyond it. */
const clockStepsMs = [
  -86_400_000, -3_600_000, -240_000, -20_000, -500, 500, 20_000, 240_000, 3_600_000, 86_400_000,
]

export const clockStepOf = (detail: number): number => clockStepsMs[detail % clockStepsMs.length] ?? 0
