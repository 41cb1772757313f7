import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Everything a page loads stands in files of its own below /assets, with a hash in the name: the service's policy
// allows neither inline script nor inline style, and the files may be kept for ever.
export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { apply: 'apply/index.html', console: 'console/index.html' }, checks: { pluginTimings: false } },
  },
  // `npm run dev` beside a running service: AHLAN=http://127.0.0.1:8080 npm run dev
  server: { proxy: { '/v1': process.env.AHLAN ?? 'http://127.0.0.1:8080' } },
});
