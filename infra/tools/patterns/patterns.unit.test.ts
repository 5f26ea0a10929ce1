import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { type Bait, baitsFor } from './bait.ts'
import { constructorCalls, type FoundPattern, literalPatterns } from './find.ts'

const root = join(import.meta.dirname, '../../..')

// Configuration is read by infra/config, from operators only.
const technologies = [
  'auth',
  'event-store',
  'kafka',
  'lambda',
  'observability',
  'postgres',
  'run/host/gateway',
]
const files = ['domain', 'functions', ...technologies.map((name) => `infra/${name}`)]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|\/testing\//.test(file))

/** The shortest of several runs, in ms, so that a pause of the machine does not count. */
const timeOf = ({ source, flags }: RegExp, text: string, runs = 5): number => {
  const pattern = new RegExp(source, flags)
  let shortest = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs && !(shortest > 20 && run > 1); run++) {
    const began = performance.now()
    if (pattern.global) text.replace(pattern, '')
    else pattern.test(text)
    shortest = Math.min(shortest, performance.now() - began)
  }
  return shortest
}

/** The time of a pattern that reads each character once: shorter times are not comparable. */
const scanMs = timeOf(/^[^\0]*\0?$/, 'a'.repeat(100_000), 50)

/**
 * The baits of this length with the longest times, after a look at short ones: some times are exponential.
 */
const worstBaits = (pattern: RegExp, baits: readonly Bait[]): Bait[] => {
  const short = baits.find((bait) => timeOf(pattern, bait(24), 1) > 50 * scanMs)
  if (short) return [short]
  return baits
    .map((bait) => ({ bait, ms: timeOf(pattern, bait(1_000), 1) }))
    .sort((one, other) => other.ms - one.ms)
    .slice(0, 3)
    .map(({ bait }) => bait)
}

/**
 * The growth of the time from 1 to 10 kB and from 1 to 100 kB, each as a part of the most that counts as
 * linear: a linear time grows by 10 and 100, a quadratic one by 100 and 10,000. On a busy machine the longest
 * text takes several times as long, because the system interrupts its run. After a quadratic first step the
 * second one is not waited for.
 */
const growthOf = (pattern: RegExp): number => {
  let largest = 0
  for (const bait of worstBaits(pattern, baitsFor(pattern))) {
    if (timeOf(pattern, bait(24)) > 50 * scanMs) return Number.POSITIVE_INFINITY
    const short = Math.max(timeOf(pattern, bait(1_000)), scanMs)
    for (const [length, most] of steps) {
      largest = Math.max(largest, timeOf(pattern, bait(length)) / short / most)
      if (largest > maxGrowth) return largest
    }
  }
  return largest
}

const steps = [
  [10_000, 25],
  [100_000, 600],
] as const
const maxGrowth = 1

/**
 * Whether the growth is that of a pattern of the expected kind, in one of five measurements. On a busy
 * machine a single one can be wrong, but five in a row are not.
 */
const isMeasured = (pattern: RegExp, expected: (growth: number) => boolean): boolean =>
  Array.from({ length: 5 }).some(() => expected(growthOf(pattern)))

/**
 * Runs the modules that construct patterns and returns these patterns. One of them can import another, so a
 * pattern belongs to the module that calls the constructor.
 */
const constructedPatterns = async (calls: ReadonlyMap<string, number>): Promise<FoundPattern[]> => {
  const Original = globalThis.RegExp
  const found: FoundPattern[] = []
  globalThis.RegExp = class extends Original {
    constructor(pattern: string | RegExp, flags?: string) {
      super(pattern, flags)
      const [, , caller] = new Error().stack?.split('\n') ?? []
      const file = [...calls.keys()].find((name) => caller?.includes(name))
      if (file !== undefined) found.push({ file, pattern: new Original(pattern, flags) })
    }
  } as unknown as RegExpConstructor
  try {
    for (const file of calls.keys()) await import(join(root, file))
  } finally {
    globalThis.RegExp = Original
  }
  return found
}

// The gateway makes a pattern from the policy that our own authorizer returns.
const fromPolicy = 'infra/run/host/gateway/authorize.ts'
const calls = constructorCalls(
  root,
  files.filter((file) => file !== fromPolicy),
)
const constructed = await constructedPatterns(calls)
const patterns = new Map(
  [...literalPatterns(root, files), ...constructed].map((found) => [String(found.pattern), found]),
)

test('every pattern is found: literals, and those that a module constructs when it is loaded', () => {
  expect(patterns.size).toBeGreaterThan(50)
  expect(constructed).toHaveLength([...calls.values()].reduce((sum, count) => sum + count, 0))
})

describe('the time of a pattern grows with the length of the text, on the worst texts that are found', () => {
  test.each([...patterns.values()])('$pattern in $file', ({ pattern }) =>
    expect(isMeasured(pattern, (growth) => growth < maxGrowth)).toBe(true),
  )
})

describe('the method finds patterns whose time grows faster', () => {
  test.each([
    [/argument "(\w+)" of type .* is required/],
    [/ ?Did you mean .+\?$/s],
    [/0+$/],
    [/\s+$/],
    [/^0*(\d+)$/],
    [/\B(?=(\d{2})+$)/g],
    [/^[\p{L}]+[\p{L}\p{M}]+$/u],
  ])('%p', (pattern) => expect(isMeasured(pattern, (growth) => growth > maxGrowth)).toBe(true))
})
