import type { NextFunction, Request, Response } from 'express';

/** What every answer of the API says to browsers and caches: it is data, it belongs to one key, nothing may run it. */
export function answerHygiene(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  response.setHeader('X-Content-Type-Options', 'nosniff');
  next();
}
