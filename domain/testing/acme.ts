import type { RegisteredTenant } from '../tenant/state.ts'

/** Of a place without a responsible person of its own. */
export const unsigned = { responsiblePersonName: null, responsiblePersonDesignation: null }

/** The tenant of the examples. */
export const acme: RegisteredTenant = {
  status: 'REGISTERED',
  id: 'acme',
  name: 'Acme Cement Ltd',
  bin: '0028718210101',
  tin: '123456789012',
  address: '12 Motijheel C/A, Dhaka',
  responsiblePersonName: 'Rahim Uddin',
  responsiblePersonDesignation: 'Manager, VAT',
  makerChecker: false,
  writeOffLimit: '10.00',
  places: [{ code: 'CTG', name: 'Chattogram depot', address: '7 Agrabad C/A, Chattogram', ...unsigned }],
  placesInUse: [],
  createdAt: '2024-01-01T00:00:00Z',
  updatedAt: '2024-01-01T00:00:00Z',
}
