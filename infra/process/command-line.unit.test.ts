import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { messageWithCauses } from './command-line.ts'

const module = join(import.meta.dirname, 'command-line.ts')

/** Runs a command with these arguments in its own process. */
const runCommand = (run: string, args: string[], declared = `options: { fast: { type: 'boolean' } }`) => {
  const script = `const { UsageError, runCommandLine } = await import(${JSON.stringify(module)})
    const run = async (values, words) => { ${run} }
    await runCommandLine({ help: 'Usage: npm run x\\n', ${declared}, run })`
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', script, '--', ...args],
    { encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

test.each(['--help', '-h'])('%s prints the help and runs nothing', (option) => {
  expect(runCommand(`console.log('ran')`, [option])).toEqual({
    status: 0,
    stdout: 'Usage: npm run x\n',
    stderr: '',
  })
})

test('the command gets its options and words, and results go to standard output', () => {
  const run = 'console.log(values.fast, ...words)'
  expect(
    runCommand(run, ['--fast', 'a', 'b'], `options: { fast: { type: 'boolean' } }, takesWords: true`),
  ).toEqual({
    status: 0,
    stdout: 'true a b\n',
    stderr: '',
  })
})

test('the returned number is the exit code', () => {
  expect(runCommand('return 1', [])).toMatchObject({ status: 1, stderr: '' })
})

test.each([
  ['an unknown option', '', ['--fats'], "Unknown option '--fats'"],
  ['an unexpected word', '', ['word'], "Unexpected argument 'word'"],
  [
    'a usage error that the command throws',
    `throw new UsageError('no such tenant id')`,
    [],
    'no such tenant id',
  ],
])('%s gives exit code 2 and the help', (_, run, args, message) => {
  const { status, stdout, stderr } = runCommand(run, args)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(message)
  expect(stderr).toMatch(/\n\nUsage: npm run x\n$/)
})

test('any other error gives exit code 1 and its causes, without the help', () => {
  expect(runCommand(`throw new Error('no response', { cause: new Error('refused') })`, [])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'no response: refused\n',
  })
})

test('a command whose output nobody reads any more goes on to its end, without an error', () => {
  const script = `const { runCommandLine } = await import(${JSON.stringify(module)})
    const line = 'x'.repeat(100_000) + '\\n'
    const written = (text) => new Promise((done) => process.stdout.write(text, done))
    const run = async () => {
      for (let lines = 0; lines < 20; lines++) await written(line)
      process.stderr.write('done')
    }
    await runCommandLine({ help: '', run })`
  const command = `"${process.execPath}" --input-type=module -e "$SCRIPT" | head -c 1`
  const options = { encoding: 'utf8', env: { ...process.env, SCRIPT: script } } as const
  expect(spawnSync('sh', ['-c', command], options)).toMatchObject({ stdout: 'x', stderr: 'done' })
})

test('a cause that the message already contains is not repeated', () => {
  expect(messageWithCauses(new Error('connect refused', { cause: new Error('refused') }))).toBe(
    'connect refused',
  )
  expect(messageWithCauses('text')).toBe('text')
})
