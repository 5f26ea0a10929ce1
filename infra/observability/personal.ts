/**
 * Names of the fields of events and input that contain personal numbers. Their values are never logged. A
 * test compares the list with the declarations of the events and with the contract.
 */
export const personalFieldNames: ReadonlySet<string> = new Set(['nid', 'customerNID', 'mobileNumber'])
