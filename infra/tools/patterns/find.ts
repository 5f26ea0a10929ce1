import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from '@swc/core'

export type FoundPattern = { file: string; pattern: RegExp }

/** Every regular expression literal of the source files. */
export const literalPatterns = (root: string, files: readonly string[]): FoundPattern[] =>
  files.flatMap((file) =>
    nodesOf(root, file).flatMap(({ type, pattern, flags }) =>
      type === 'RegExpLiteral' ? [{ file, pattern: new RegExp(String(pattern), String(flags)) }] : [],
    ),
  )

/** How often each of the source files calls the constructor RegExp; files that do not are left out. */
export const constructorCalls = (root: string, files: readonly string[]): Map<string, number> =>
  new Map(
    files.flatMap((file) => {
      const count = nodesOf(root, file).filter(
        ({ type, callee }) =>
          (type === 'NewExpression' || type === 'CallExpression') && (callee as Node)?.value === 'RegExp',
      ).length
      return count > 0 ? [[file, count] as const] : []
    }),
  )

type Node = Record<string, unknown>

const nodesOf = (root: string, file: string): Node[] => {
  const nodes: Node[] = []
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    nodes.push(value as Node)
    for (const inner of Object.values(value)) collect(inner)
  }
  collect(parseSync(readFileSync(join(root, file), 'utf8'), { syntax: 'typescript', target: 'es2024' }))
  return nodes
}
