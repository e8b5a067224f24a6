export { launchBrowser } from './browser.ts'
export { createTestDatabase, type TestDatabase, withTestDatabase } from './database.ts'
export { startRedis, type TestRedis } from './redis.ts'
export { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'
