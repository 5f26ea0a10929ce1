/**
 * Headers of every response, for whoever opens an address of the service in a browser: nothing is kept,
 * guessed, framed or loaded, and later requests use TLS. A browser ignores the last of them over plain HTTP.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Strict-Transport-Security': 'max-age=31536000',
}
