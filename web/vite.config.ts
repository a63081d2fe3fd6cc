// Builds the Desk; in development, serves it with hot reloading beside a running Bellhop.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const bellhop = process.env.BELLHOP_URL ?? "http://localhost:3000";

export default defineConfig({
  root: import.meta.dirname,
  base: "/desk/",
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    // All current browsers that support what the styles use (nesting, container queries).
    target: ["chrome120", "firefox120", "safari17"],
    // The content security policy forbids data: URLs for fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Charts and the API's documentation are loaded separately; the limit for the first page is checked by `build.ts --check`.
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    port: 5173,
    proxy: { "/api": { target: bellhop, ws: true }, "/sim": bellhop },
  },
});
