/**
 * Loaded before a program that `npm start` runs: when the channel to the starter closes, however that came about, the program stops as
 * on SIGTERM. So nothing outlives its starter, not even one that was killed; and it is the graceful stop on Windows, which has no signals.
 */
process.once('disconnect', () => process.emit('SIGTERM', 'SIGTERM'));
process.channel?.unref();
