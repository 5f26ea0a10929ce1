import { createLineLimit } from '../../../observability/line-limit.ts'
import { log } from '../../../observability/log.ts'
import { count } from '../../../observability/metrics.ts'
import { createOwnBuckets } from './own-buckets.ts'
import type { Rate } from './token-bucket.ts'

/**
 * Creates the function that decides on a request that needs no token, by the address that sent it: each
 * client has this rate in this process. A refusal is counted, and all together have a line of the log in ten
 * seconds.
 */
export const createAddressLimit = (
  rate: Rate | undefined,
): ((address: string) => 'ALLOWED' | 'THROTTLED') => {
  const buckets = rate && createOwnBuckets(rate)
  const limit = createLineLimit({ intervalMs: 10_000 })
  return (address) => {
    if (buckets?.take(clientAt(address)) !== false) return 'ALLOWED'
    count('rate_limited_requests_total', { reason: 'without_token', tenant: '' })
    const refusedBefore = limit('')
    if (refusedBefore !== undefined)
      log('warn', 'Requests without a token above the limit are refused', { address, refusedBefore })
    return 'THROTTLED'
  }
}

/**
 * Returns what stands for one client: an IPv4 address, or the first 64 bits of an IPv6 address. Every client
 * of IPv6 can use all addresses that begin with the same 64 bits.
 */
export const clientAt = (address: string): string => {
  const [, ipv4] = /^::ffff:([\d.]+)$/i.exec(address) ?? []
  if (ipv4 !== undefined || !address.includes(':')) return ipv4 ?? address
  const [head = '', tail = ''] = address.split('::')
  const [first, last] = [groupsOf(head), groupsOf(tail)]
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return [...first, ...zeros, ...last].slice(0, 4).join(':')
}

const groupsOf = (text: string): string[] => text.split(':').filter((group) => group !== '')
