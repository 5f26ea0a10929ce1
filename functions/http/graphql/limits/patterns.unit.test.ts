import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseSync } from '@swc/core'
import { isBlank, trimmed, withoutBlanks, withoutInvisible } from '../../../../domain/text/blanks.ts'

/**
 * No pattern of the domain or of a function needs more than about linear time, whatever the text: any of them
 * may meet a text of a client, and the process does nothing else meanwhile. `/0+$/` needs quadratic time for
 * zeros before another digit, `/(?<!0)0+$/` does not.
 */

const root = join(import.meta.dirname, '../../../..')
const files = globSync('{domain,functions}/**/*.ts', { cwd: root }).filter(
  (path) => !/\.test\.ts$|\/testing\/|\/fuzz\//.test(path),
)

type RegExpLiteral = { type: 'RegExpLiteral'; pattern: string; flags: string }
const isPattern = (node: object): node is RegExpLiteral => 'type' in node && node.type === 'RegExpLiteral'

const patternsIn = (node: unknown): RegExpLiteral[] => {
  if (typeof node !== 'object' || node === null) return []
  return isPattern(node) ? [node] : Object.values(node).flatMap(patternsIn)
}

/** What takes a text: the name of a pattern or of a function, and the work on the text. */
type Subject = [name: string, work: (text: string) => unknown]

const literals = files.flatMap((path): Subject[] =>
  patternsIn(parseSync(readFileSync(join(root, path), 'utf8'), { syntax: 'typescript' })).map(
    ({ pattern, flags }) => {
      const all = new RegExp(pattern, flags.includes('g') ? flags : `${flags}g`)
      const one = new RegExp(pattern, flags)
      return [`${path} /${pattern}/${flags}`, (text) => [one.exec(text), text.replace(all, '')]]
    },
  ),
)
/** The patterns of these are composed. */
const composed = Object.entries({ isBlank, trimmed, withoutBlanks, withoutInvisible })

const heads = ['', '1', '-1.', 'a', 'Variable "$', 'Field "', 'Field "a" argument "', 'INV-', '{', 'input.']
const units = [...'09aeAZ-.+"\'/\\(){}$_: \t\n\r', '\u0660', '\u09e6', '\u0301', '\u00ad', '\u2212', '\u2800']
const longUnits = ['argument "a" of type ', 'Did you mean ', '{a}', 'a.', ' a', '0a', '\r\n', '\\"']
const tails = ['', '1', '\u0001', '"']
const texts = [...units, ...longUnits].flatMap((unit) =>
  heads.flatMap((head) =>
    tails.map(
      (tail) =>
        (length: number): string =>
          head + unit.repeat(length / unit.length) + tail,
    ),
  ),
)

const timeMs = (work: () => unknown): number => {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}
/** The shortest of some times, because another process can only make a time longer; the first if it is long. */
const shortestMs = (work: () => unknown): number => {
  const firstMs = timeMs(work)
  return firstMs > 1_000 ? firstMs : Math.min(firstMs, timeMs(work), timeMs(work))
}

test('the walk finds the patterns of both rooms', () => {
  expect(literals.length).toBeGreaterThan(40)
})

test.each([...literals, ...composed])('%s needs about linear time for its worst text', (_, work) => {
  const measured = texts.map((text) => ({ text, ms: timeMs(() => work(text(2_000))) }))
  const worst = measured.sort((one, other) => other.ms - one.ms).slice(0, 8)
  for (const { text } of worst) {
    const [short, long] = [text(10_000), text(100_000)]
    const shortMs = shortestMs(() => work(short))
    expect(shortestMs(() => work(long))).toBeLessThan(40 * Math.max(shortMs, 0.25))
  }
})
