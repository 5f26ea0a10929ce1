import { randomInt } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { environment } from '../../config/environment.ts'
import { runTool } from '../testing/run-tool.ts'

const { CHAOS_SEED, TEST_DATA_FOLDER = '' } = environment()

test('7 hosts and stores that are killed, frozen and cut off lose nothing and double nothing', async () => {
  const seed = CHAOS_SEED ?? String(randomInt(1_000_000_000))
  process.stderr.write(`npm run chaos -- --rounds 6 --check-every 3 --seed ${seed}\n`)
  const { code, stdout, stderr } = await runTool(
    'chaos/chaos-command.ts',
    ['--rounds', '6', '--check-every', '3', '--seed', seed],
    { TEST_DATA_FOLDER },
  )
  expect({ code, stdout, stderr: code === 0 ? '' : stderr }).toEqual({
    code: 0,
    stdout: expect.stringContaining('lost 0, doubled 0, gaps 0, wrong rows 0, other 0'),
    stderr: '',
  })
}, 400_000)
