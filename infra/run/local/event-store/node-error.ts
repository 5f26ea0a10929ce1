export type NodeErrorCode =
  | 'UNAVAILABLE'
  | 'INVALID_ARGUMENT'
  | 'CANCELLED'
  | 'WRITER_ACTIVE'
  | 'PORT_IN_USE'
  | 'PORT_NOT_USABLE'

/**
 * An error of the node with a stable code; protocol/service-error.ts alone translates it to a gRPC status.
 */
export class NodeError extends Error {
  readonly code: NodeErrorCode

  constructor(code: NodeErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'NodeError'
    this.code = code
  }
}

export const invalid = (message: string): NodeError => new NodeError('INVALID_ARGUMENT', message)

export const unavailable = (message: string, cause?: unknown): NodeError =>
  new NodeError('UNAVAILABLE', message, cause)

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
