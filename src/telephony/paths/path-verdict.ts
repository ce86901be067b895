import type { LinkStatus, PathLinkName, PathVerdictName } from './path-link-name.js';

/** The one thing to do about a link. */
export interface PathRepair {
  title: string;
  /** A request to this API that does it; null when it is done elsewhere. */
  request: { method: 'POST' | 'PATCH'; path: string; body: Record<string, unknown> | null } | null;
  /** Whether it is done in the carrier's console. */
  isInConsole: boolean;
}

/** What is known of one link. */
export interface LinkJudgement {
  status: LinkStatus;
  /** Stable code of what is wrong, or of what to watch; null when all is well or nobody has looked. */
  reason: string | null;
  /** A sentence for a person. */
  detail: string;
  repair: PathRepair | null;
  /** When the fact was true that this is concluded from; null when there is none. */
  checkedAt: Date | null;
}

export interface PathLink extends LinkJudgement {
  link: PathLinkName;
}

/** Whether a call to a number would reach its workflow, and if not, where it ends. */
export interface PathVerdict {
  verdict: PathVerdictName;
  firstFailure: PathLinkName | null;
  links: readonly PathLink[];
  /** How old the oldest of the facts is; null when a link was never looked at. */
  checkedAt: Date | null;
}
