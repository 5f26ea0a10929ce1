import { spawn } from 'node:child_process'

/**
 * Reads until its input ends, which happens when this process is gone by exit, signal or SIGKILL. Then it
 * signals the guarded process and, if a folder was named, waits up to 5 seconds for that process to end and
 * removes the folder.
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
 * Ends a child when this process ends. It watches a pipe, which always closes then; an exit hook does not run
 * when a signal ends the process, nor inside the sandbox of a test runner. It costs one idle shell.
 */
export const guard = ({ pid, signal, temporaryFolder }: Guarded): { dismiss: () => void } => {
  const child = spawn('sh', ['-c', script, 'guardian', String(pid), signal, temporaryFolder ?? ''], {
    // In its own session it does not get Ctrl-C from the terminal.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()
  return { dismiss: () => void child.stdin.end('dismissed\n') }
}
