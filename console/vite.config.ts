import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: { outDir: "dist", sourcemap: false, chunkSizeWarningLimit: 2000 },
  server: { proxy: { "/api": "http://127.0.0.1:8112", "/oauth": "http://127.0.0.1:8112" } },
  test: { environment: "jsdom", include: ["src/**/*.test.ts"] },
});
