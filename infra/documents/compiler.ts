import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Compile, Compiled, CompiledMessage, CompileMessage } from './compiler-thread.mts'
import { allFonts } from './font-files.ts'

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

const withoutQuotations = (problem: string): string => problem.replace(/`[^`]*`/g, '…')

type Waiting = { resolve: (compiled: Compiled) => void; reject: (error: DocumentFailed) => void }
type Thread = { worker: Worker; waiting: Map<number, Waiting> }

let current: Thread | undefined
let requests = 0

/**
 * Compiles with the compiler's thread, which is started by the first document and is then kept. It makes
 * PDF/A-2b, one after the other.
 * @param folder the folder with this file, from which the template and the thread are read
 * @throws DocumentFailed when typst reports an error, or the thread ends
 */
export const compileForm = (request: Compile, folder: string): Promise<Compiled> => {
  current ??= startThread(folder)
  const { worker, waiting } = current
  const id = ++requests
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    worker.ref()
    worker.postMessage({ id, ...request } satisfies CompileMessage)
  })
}

/** Ends the thread; documents that are not made yet fail. */
export const closeCompiler = async (): Promise<void> => {
  await current?.worker.terminate()
}

const startThread = (folder: string): Thread => {
  const template = readFileSync(join(folder, 'form.typ'), 'utf8')
  const workerData = { fonts: allFonts(), template }
  // The options of the process are not for a thread: some of them would stop it at its start.
  const worker = new Worker(join(folder, 'compiler-thread.mts'), { workerData, execArgv: [] })
  const thread: Thread = { worker, waiting: new Map() }
  const fail = (problem: string): void => {
    if (current === thread) current = undefined
    for (const { reject } of thread.waiting.values()) reject(new DocumentFailed(problem))
    thread.waiting.clear()
  }
  worker.on('message', (compiled: CompiledMessage) => settle(thread, compiled))
  worker.on('error', (error) => fail(String(error)))
  worker.on('exit', (code) => fail(`its thread ended with code ${code}`))
  return thread
}

/** An idle thread does not keep the process alive. */
const settle = ({ worker, waiting }: Thread, { id, ...compiled }: CompiledMessage): void => {
  const caller = waiting.get(id)
  waiting.delete(id)
  if (waiting.size === 0) worker.unref()
  if ('problem' in compiled) caller?.reject(new DocumentFailed(compiled.problem))
  else caller?.resolve(compiled)
}
