/**
 * Names of fields that hold personal numbers, in events and in input: their values never reach a log. A test holds them against
 * the marks in the schema of the events.
 */
export const personalNames: ReadonlySet<string> = new Set(['nid', 'customerNID', 'mobileNumber'])
