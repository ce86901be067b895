/**
 * Why a channel is hung up that we have made and want no more. Nothing follows from its end, and by its cause in ITU-T
 * Q.850 it is told from others.
 */
export const OUR_OWN_DOING = { reason: 'answered_elsewhere', cause: 26 };

/** As when the other party hangs up. */
export const NORMAL_HANGUP = 'normal';
