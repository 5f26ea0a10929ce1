import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { messageWithCauses } from './command-line.ts'

const module = join(import.meta.dirname, 'command-line.ts')

/** A command of these words, in a process of its own. */
const called = (run: string, args: string[], declared = `options: { fast: { type: 'boolean' } }`) => {
  const script = `const { UsageError, runCommandLine } = await import(${JSON.stringify(module)})
    await runCommandLine({ help: 'Usage: npm run x\\n', ${declared}, run: async (values, words) => { ${run} } })`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, '--', ...args],
    { encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

test.each(['--help', '-h'])('%s tells what it does and runs nothing', (option) => {
  expect(called(`console.log('ran')`, [option])).toEqual({
    status: 0,
    stdout: 'Usage: npm run x\n',
    stderr: '',
  })
})

test('options and words come as they were given, results go to standard output', () => {
  const run = 'console.log(values.fast, ...words)'
  expect(
    called(run, ['--fast', 'a', 'b'], `options: { fast: { type: 'boolean' } }, takesWords: true`),
  ).toEqual({
    status: 0,
    stdout: 'true a b\n',
    stderr: '',
  })
})

test('the number that it answers is its exit code', () => {
  expect(called('return 1', [])).toMatchObject({ status: 1, stderr: '' })
})

test.each([
  ['an option that it does not know', '', ['--fats'], "Unknown option '--fats'"],
  ['a word that it does not take', '', ['word'], "Unexpected argument 'word'"],
  ['what it refuses itself', `throw new UsageError('no such tenant id')`, [], 'no such tenant id'],
])('%s is exit code 2, with the help', (_, run, args, message) => {
  const { status, stdout, stderr } = called(run, args)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(message)
  expect(stderr).toMatch(/\n\nUsage: npm run x\n$/)
})

test('whatever else fails is exit code 1, with its causes and without the help', () => {
  expect(called(`throw new Error('no answer', { cause: new Error('refused') })`, [])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'no answer: refused\n',
  })
})

test('a cause that the message contains already is reported once', () => {
  expect(messageWithCauses(new Error('connect refused', { cause: new Error('refused') }))).toBe(
    'connect refused',
  )
  expect(messageWithCauses('text')).toBe('text')
})
