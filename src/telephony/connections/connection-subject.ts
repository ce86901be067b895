/** A configuration whose connection is to be held. */
export interface ConnectionSubject {
  id: number;
  organizationId: number;
  provider: string;
  accountId: string;
  credentialsKeyId: string;
  /** Changes whenever the credentials are stored again. */
  credentialsCiphertext: Buffer;
}
