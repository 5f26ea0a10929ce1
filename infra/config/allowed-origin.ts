/** What to allow a browser that comes from `origin`, of a list as CORS_ORIGIN holds it; undefined where it is not on the list. */
export const allowedOrigin = (list: string, origin: string | undefined): string | undefined => {
  const listed = list.split(',').map((item) => item.trim())
  return listed.includes('*') ? '*' : listed.find((one) => one === origin)
}
