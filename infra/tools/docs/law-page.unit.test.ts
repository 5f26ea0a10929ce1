import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { returnNotes } from '../../../domain/report/return-notes.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/law.md'), 'utf8')

test('docs/law.md has the notes of the return with their labels, and no others', () => {
  const begin = page.indexOf('The notes of the return, as `vatReturn` names them:')
  const rows = page.slice(begin, page.indexOf('\n## ', begin)).match(/^\| \d+ \|.*$/gm)
  expect(rows).toEqual(
    Object.entries(returnNotes).map(([note, { bangla, english }]) => `| ${note} | ${bangla} | ${english} |`),
  )
})
