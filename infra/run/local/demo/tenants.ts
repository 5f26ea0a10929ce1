/** The two sellers of the demo data. They have every detail that an approval requires. */
export const demoTenants = [
  {
    id: 'acme',
    name: 'Acme Trading Limited',
    bin: '0028718210101',
    tin: '187512940036',
    address: 'House 42, Road 11, Banani, Dhaka 1213',
    responsiblePersonName: 'Farhana Rahman',
    responsiblePersonDesignation: 'Head of Accounts',
    makerChecker: false,
    places: [{ code: 'CTG', name: 'Chattogram depot', address: '7 Sadarghat Road, Chattogram 4000' }],
  },
  {
    id: 'bengal',
    name: 'বেঙ্গল সাপ্লাই অ্যান্ড সার্ভিসেস লিমিটেড',
    bin: '0019345560203',
    tin: '462190877315',
    address: '১৭ আগ্রাবাদ বাণিজ্যিক এলাকা, চট্টগ্রাম ৪১০০',
    responsiblePersonName: 'মোঃ কামরুল হাসান',
    responsiblePersonDesignation: 'মহাব্যবস্থাপক (হিসাব)',
    makerChecker: true,
    places: [{ code: 'DHK', name: 'ঢাকা শাখা', address: '৩২ মতিঝিল বাণিজ্যিক এলাকা, ঢাকা ১০০০' }],
  },
] as const
