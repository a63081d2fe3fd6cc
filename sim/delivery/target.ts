// Maps Bellhop's public address to the address where it listens.
import type { Settings } from "../options.ts";

/** A URL under the public base becomes one under the target; other URLs stay as they are. */
export function toTarget(settings: Pick<Settings, "publicBase" | "target">, url: string): string {
  const { publicBase, target } = settings;
  const rest = url.slice(publicBase.length);
  return url.startsWith(publicBase) && /^($|[/?#])/.test(rest) ? target + rest : url;
}
