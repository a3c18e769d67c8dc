/** The wire contracts, one folder an area and one file an operation. Each area's index lists its operations. */
export * from './operation.ts';
export * as session from './session/index.ts';
export * as case from './case/index.ts';
export * as directory from './directory/index.ts';
export * as demand from './demand/index.ts';
export * as disclosure from './disclosure/index.ts';
export * as referral from './referral/index.ts';
export * as request from './request/index.ts';
export * as contact from './contact/index.ts';
export * as flow from './flow/index.ts';
export * as recording from './recording/index.ts';
export * as routing from './routing/index.ts';
export * as oversight from './oversight/index.ts';
export * as workforce from './workforce/index.ts';
export * as figures from './figures/index.ts';
export * as log from './log/index.ts';
