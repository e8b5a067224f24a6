// Preloaded into api and worker: when the process that started them is killed, they stop instead of living on unseen.
process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM')
  setTimeout(() => process.exit(1), 15_000).unref()
})
