import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { withinDeadline } from '../process/deadline.ts'
import type { Compile, Compiled, Outcome } from './compiler-thread.mts'
import { allFonts } from './font-files.ts'
import { readTemplate } from './template.ts'
import { createWorkQueue } from './work-queue.ts'

/** A document could not be made. The message has no text of the document. */
export class DocumentFailed extends Error {
  readonly code = 'DOCUMENT_FAILED'
  /** Whether the fonts lack a character of it. */
  readonly lacksCharacter: boolean

  constructor(problem: string) {
    super(`The document could not be made: ${withoutQuotations(problem).slice(0, 500)}`)
    this.name = 'DocumentFailed'
    this.lacksCharacter = /could not be displayed/.test(problem)
  }
}

/** The document took longer than any should: the machine is busy, and another attempt may succeed. */
export class DocumentTooSlow extends Error {
  readonly code = 'DOCUMENT_TOO_SLOW'

  constructor(maxMs: number) {
    super(`The document was not made within ${maxMs} ms`)
    this.name = 'DocumentTooSlow'
  }
}

const withoutQuotations = (problem: string): string => problem.replace(/`[^`]*`/g, '…')

/** The inputs of 100 forms of 500 lines are 40 MB. API Gateway gives up after 29 seconds. */
const limits = { maxWaiting: 100, maxWaitMs: 10_000 }
/** Far more than any document takes. */
const maxCompileMs = 25_000

type Failure = DocumentFailed | DocumentTooSlow
/** Who waits for the document that is being made. */
type Caller = PromiseWithResolvers<Compiled>

/** A thread with typst, which its first document starts and which is then kept. */
const createCompiler = () => {
  const queue = createWorkQueue(limits)
  let worker: Worker | undefined
  let caller: Caller | undefined
  /** A thread that ends gets no other document, and what it still sends is not taken for one. */
  const abandon = (thread: Worker, error: Failure): void => {
    if (worker !== thread) return
    worker = undefined
    caller?.reject(error)
    void thread.terminate()
  }

  const start = (folder: string): Worker => {
    const started = startThread(folder, {
      end: (problem) => abandon(started, new DocumentFailed(problem)),
      answer: (outcome) => worker === started && settle(outcome, caller),
    })
    return started
  }

  const compileNow = async (request: Compile, folder: string): Promise<Compiled> => {
    worker ??= start(folder)
    const thread = worker
    // An idle thread does not keep the process alive.
    thread.ref()
    caller = Promise.withResolvers<Compiled>()
    const { promise } = caller
    thread.postMessage(request)
    return withinDeadline(maxCompileMs, promise, () => {
      abandon(thread, new DocumentTooSlow(maxCompileMs))
      return promise
    }).finally(() => thread.unref())
  }

  return {
    compile: (request: Compile, folder: string) => queue(() => compileNow(request, folder)),
    close: async (): Promise<void> => void (await worker?.terminate()),
  }
}

/** A form of a page takes milliseconds, which it does not spend behind the seconds of a long report. */
const compilers = { short: createCompiler(), long: createCompiler() }

/** Which of the two threads makes a document. */
export type Lane = keyof typeof compilers

/**
 * Compiles with one of two threads, each of which makes one PDF/A-2b after the other.
 * @param folder the folder with this file, from which the template and the thread are read
 * @throws DocumentFailed when typst reports an error, or the thread ends
 * @throws DocumentTooSlow when it takes more than 25 seconds
 * @throws QueueFull when too many documents wait, or this one has waited for too long
 */
export const compileForm = (lane: Lane, request: Compile, folder: string): Promise<Compiled> =>
  compilers[lane].compile(request, folder)

/** Ends the threads; documents that are not made yet fail. */
export const closeCompilers = async (): Promise<void> => {
  await Promise.all([compilers.short.close(), compilers.long.close()])
}

const settle = (outcome: Outcome, caller: Caller | undefined): void => {
  if ('problem' in outcome) caller?.reject(new DocumentFailed(outcome.problem))
  else caller?.resolve(outcome)
}

type Listeners = { answer(outcome: Outcome): unknown; end(problem: string): void }

const startThread = (folder: string, { answer, end }: Listeners): Worker => {
  const workerData = { fonts: allFonts(), template: readTemplate(folder) }
  // The options of the process are not for a thread: some of them would stop it at its start.
  return new Worker(join(folder, 'compiler-thread.mts'), { workerData, execArgv: [] })
    .on('message', answer)
    .on('error', (error) => end(String(error)))
    .on('exit', (code) => end(`its thread ended with code ${code}`))
}
