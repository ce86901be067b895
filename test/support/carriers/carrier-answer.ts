/** What a carrier answers. No body means an empty one, as with 204; any other body is sent as JSON. */
export interface CarrierAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
