/** The wire contracts, one folder an area and one file an operation. Each area's index lists its operations. */
export * from './operation.ts';
