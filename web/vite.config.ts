// How the Desk is built and, for working on it, served with hot reloading beside a running Bellhop.
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
    // Every browser in use that knows what the styles need (nesting, container queries).
    target: ["chrome120", "firefox120", "safari17"],
    // The content security policy lets no data: address be a font or a script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Charts and the API's documentation are fetched apart; test/house holds what the first page may weigh.
    chunkSizeWarningLimit: 1_000,
  },
  server: {
    port: 5173,
    proxy: { "/api": { target: bellhop, ws: true }, "/sim": bellhop },
  },
});
