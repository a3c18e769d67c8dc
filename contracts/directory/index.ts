export { searchDirectory } from './searchDirectory.ts';
export { listPartners } from './listPartners.ts';
export { invitePartner } from './invitePartner.ts';
export { readMailbox } from './readMailbox.ts';
