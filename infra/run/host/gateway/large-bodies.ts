import type { GatewayLimits } from './limits.ts'

export type LargeBodies = {
  /** Counts bytes of a large body of the tenant, and returns whether they are within the limits. */
  take(tenantId: string, bytes: number): boolean
  /** Gives bytes back that were taken. */
  release(tenantId: string, bytes: number): void
}

/**
 * Creates the count of the bytes of large bodies in work. A tenant has a part of them: it could otherwise
 * send a few bodies slowly, and nobody else could send a large one.
 */
export const createLargeBodies = ({
  maxLargeBodyBytes,
  maxLargeBodyBytesOfTenant,
}: Pick<GatewayLimits, 'maxLargeBodyBytes' | 'maxLargeBodyBytesOfTenant'>): LargeBodies => {
  const bytesOf = new Map<string, number>()
  let allBytes = 0

  return {
    take(tenantId, bytes) {
      const own = (bytesOf.get(tenantId) ?? 0) + bytes
      if (allBytes + bytes > maxLargeBodyBytes || own > maxLargeBodyBytesOfTenant) return false
      allBytes += bytes
      bytesOf.set(tenantId, own)
      return true
    },
    release(tenantId, bytes) {
      allBytes -= bytes
      const own = (bytesOf.get(tenantId) ?? 0) - bytes
      if (own > 0) bytesOf.set(tenantId, own)
      else bytesOf.delete(tenantId)
    },
  }
}
