import { spawn } from 'node:child_process'

/**
 * Reads until this process is gone (end of input, however it died: exit, signal, SIGKILL), then signals the guarded one and
 * removes the folder, if one was named, when it has ended.
 */
const script = `
read -r dismissed && exit 0
kill -s "$2" "$1" 2>/dev/null
[ -n "$3" ] || exit 0
n=0
while kill -0 "$1" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.05; n=$((n + 1)); done
rm -rf "$3"
`

type Guarded = { pid: number; signal: string; temporaryFolder?: string | undefined }

/**
 * Ties a child's life to ours. An exit hook would not run when a signal ends the process, nor inside a test runner's sandbox;
 * a pipe that closes always tells. Costs one idle shell.
 */
export const guard = ({ pid, signal, temporaryFolder }: Guarded): { dismiss: () => void } => {
  const child = spawn('sh', ['-c', script, 'guardian', String(pid), signal, temporaryFolder ?? ''], {
    // A session of its own: Ctrl-C in the terminal is for us, not for it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()
  return { dismiss: () => void child.stdin.end('dismissed\n') }
}
