import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, loadEnv } from 'vite'

/** The server that answers while `vite dev` serves the page. */
const backend = (mode: string): string => {
  const env = loadEnv(mode, '../..', '')
  return env.TIDEMARK_API_URL ?? `http://127.0.0.1:${env.PORT ?? '3000'}`
}

export default defineConfig(({ mode }) => ({
  plugins: [
    tailwindcss(),
    sveltekit({
      adapter: adapter(),
      compilerOptions: { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) },
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // Svelte and the chart library write style attributes
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:', 'blob:'],
          'connect-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
  server: {
    proxy: Object.fromEntries(
      ['/api', '/trpc', '/v1', '/socket.io'].map((path) => [path, { target: backend(mode), ws: true }]),
    ),
  },
}))
