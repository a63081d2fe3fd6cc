// Loaded before main.ts: keeps Node's compile cache beside the packages, which makes the next start about a third shorter.
import { enableCompileCache } from "node:module";
import path from "node:path";

// Without write access there, nothing is cached.
enableCompileCache(path.join(import.meta.dirname, "../node_modules/.cache/bellhop"));
