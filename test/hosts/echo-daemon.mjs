/** Stands where the daemon stands: sends back what it gets, ends when it is told to or when its parent is gone. */
process.on('message', (message) => {
  if (typeof message.exit === 'number') process.exit(message.exit);
  process.send({ echoed: message });
});
process.on('disconnect', () => process.exit(0));
