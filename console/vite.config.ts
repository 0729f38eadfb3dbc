import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** While writing: `VIENOTS_URL=http://127.0.0.1:8112 npm run dev` against a running server. */
const server = process.env["VIENOTS_URL"] ?? "http://127.0.0.1:8112";

export default defineConfig({
  plugins: [react()],
  build: { outDir: "dist", sourcemap: false, chunkSizeWarningLimit: 2000 },
  server: { proxy: { "/api": server, "/oauth": server } },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
});
