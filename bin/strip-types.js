// Loaded before Bellhop's TypeScript files where it is an installed package: Node runs such files by itself, but not below node_modules.
import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";

const ours = new URL("..", import.meta.url).href;

if (ours.includes("/node_modules/")) {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning, ...more) => {
    // Node announces that stripping types is experimental. It is what Node does outside of node_modules by itself.
    if (!String(warning).startsWith("stripTypeScriptTypes")) emitWarning.call(process, warning, ...more);
  };
  registerHooks({
    load(url, context, next) {
      if (!url.startsWith(ours) || !new URL(url).pathname.endsWith(".ts")) return next(url, context);
      return {
        format: "module",
        source: stripTypeScriptTypes(readFileSync(fileURLToPath(url), "utf8")),
        shortCircuit: true,
      };
    },
  });
}
