import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes the folder of a run, for what its test files share, and removes it when the run ends. */
export default (): void => {
  const folder = mkdtempSync(join(tmpdir(), 'finance-tests-'))
  process.env.TEST_RUN_FOLDER = folder
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
}
