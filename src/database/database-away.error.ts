import { ConfigurationError } from '../config/configuration.error.js';

/** The operator's database cannot be reached at present; it may come back. */
export class DatabaseAwayError extends ConfigurationError {}
