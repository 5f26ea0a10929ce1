import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')
const pages = ['README.md', ...globSync('docs/*.md', { cwd: root })]

/** Each with the word before it, up to where its answer goes. */
const invocations = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/\S+\s+aws\s+lambda\s+invoke.*?\/dev\/stdout/gs)].map(
    ([command]) => ({ page, command: command.replaceAll(/\s+\\?\s*/g, ' ') }),
  ),
)

test('no page has a function invoked by a command that is sent again after a minute', () => {
  expect(invocations.length).toBeGreaterThanOrEqual(6)
  const isSentOnce = /^`?AWS_MAX_ATTEMPTS=1 aws lambda invoke --cli-read-timeout 0 /
  expect(invocations.filter(({ command }) => !isSentOnce.test(command))).toEqual([])
})
