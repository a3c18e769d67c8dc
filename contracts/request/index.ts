export { registerRequest } from './registerRequest.ts';
export { peopleForRequest } from './peopleForRequest.ts';
export { listRequests } from './listRequests.ts';
export { checkRequest } from './checkRequest.ts';
export { giveRequest } from './giveRequest.ts';
export { eraseRequest } from './eraseRequest.ts';
