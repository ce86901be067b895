import { lchownSync, lstatSync, readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findServiceUser, isRoot } from './service-user.js';
import type { ServiceUser } from './service-user.js';

/**
 * As whom PostgreSQL runs on this cluster; undefined is the user that we are. As root, an existing cluster keeps its
 * owner, so that whoever ran it without root before can do so again.
 */
export async function userFor(cluster: string | undefined): Promise<ServiceUser | undefined> {
  if (!isRoot()) return undefined;
  const owner = cluster === undefined ? undefined : await stat(cluster);
  if (owner === undefined || owner.uid === 0) return findServiceUser();
  return { name: `#${String(owner.uid)}`, uid: owner.uid, gid: owner.gid };
}

/**
 * Gives the user whatever in the directory belongs to another, such as files restored or copied by root.
 * Synchronous on purpose: a thousand files take 10 ms, and nothing else runs yet.
 */
export function giveTo(user: ServiceUser, path: string): void {
  const entry = lstatSync(path);
  if (entry.uid !== user.uid) lchownSync(path, user.uid, user.gid);
  if (!entry.isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(user, join(path, name));
}
