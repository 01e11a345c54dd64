import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const port = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);
const loopback = (number: number) => `http://127.0.0.1:${number}`;
const guardian = process.env['CONSOLE_ENTRY'] === 'guardian';

/** In development one Vite serves one entry, as server and hgs each serve theirs in production. */
const serveEntry: Plugin = {
  name: 'gatehouse-entry',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      const wantsPage = request.headers.accept?.includes('text/html') ?? false;
      if (guardian && wantsPage && !request.url?.startsWith('/Administration')) {
        request.url = '/guardian.html';
      }
      next();
    });
  },
};

export default defineConfig({
  plugins: [react(), serveEntry],
  build: {
    target: 'es2022',
    manifest: true,
    // A data: address would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['index.html', 'guardian.html'] },
  },
  server: {
    host: '127.0.0.1',
    port: guardian ? 5174 : 5173,
    strictPort: true,
    proxy: {
      '/api': loopback(port('PORT', 8080)),
      '/socket.io': { target: loopback(port('PORT', 8080)), ws: true },
      '/Administration': loopback(port('HGS_PORT', 8081)),
    },
  },
});
