export { launchBrowser } from './browser.ts'
export { createTestDatabase, type TestDatabase, withTestDatabase } from './database.ts'
export { hasRedis, startRedis, type TestRedis } from './redis.ts'
export { startTestServer, type TestServer } from './test-server.ts'
